//! Corners that random templates seldom meet, each by hand.

/// `Globals` whose values one function resolves for all.
const SHARED: &[&str] = &[
    // Code: whoever publishes a version resolves it for those before and after.
    "Globals: {Function: {CodeUri: {Bucket: b, Key: !Sub '${Given}/k'}, Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function}
  B: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live}}
  C: {Type: AWS::Serverless::Function, Properties: {CodeUri: {Version: v}}}
  D: {Type: AWS::Serverless::Function, Properties: {CodeUri: {Key: !Sub '${Given}/d'}}}
  E: {Type: AWS::Serverless::Function, IgnoreGlobals: [CodeUri], Properties: {CodeUri: s3://b/e}}",
    // A reference by itself is replaced in the function's own map, one inside of something in place.
    "Globals: {Function: {CodeUri: {Bucket: !Ref Given, Key: !Join [/, [!Ref Given, k]]}, Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live}}
  B: {Type: AWS::Serverless::Function}",
    "Globals: {Function: {CodeUri: s3://b/k, SourceKMSKeyArn: !Sub '${Given}', Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function}
  B: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live}}
  C: {Type: AWS::Serverless::Function, Properties: {SourceKMSKeyArn: k}}",
    // What is written inline or lies in an image is not resolved.
    "Globals: {Function: {CodeUri: {Bucket: b, Key: !Sub '${Given}/k'}, Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live, InlineCode: x}}
  B: {Type: AWS::Serverless::Function}",
    // The description, from the first function on whose description gains a hash.
    "Globals: {Function: {Description: !Sub '${Given}', CodeUri: s3://b/k, Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: x, AutoPublishAliasAllProperties: true}}
  B: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: x, AutoPublishCodeSha256: abcdefghijkl}}
  C: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: x, AutoPublishAliasAllProperties: true}}
  D: {Type: AWS::Serverless::Function, Properties: {Description: mine}}
  E: {Type: AWS::Serverless::Function}",
    // Each resolves what the one before has left, when the value of a parameter brings another.
    "Globals: {Function: {Handler: h, Runtime: r, CodeUri: {Bucket: !Sub '${Q}', Key: !Join ['', [!Sub '${Q}']], Version: !Ref Q}, AutoPublishAlias: l}}
Resources:
  E: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: ''}}
  F: {Type: AWS::Serverless::Function}
  G: {Type: AWS::Serverless::Function, Properties: {CodeUri: {Bucket: b}}}
  H: {Type: AWS::Serverless::Function, IgnoreGlobals: [Handler], Properties: {Handler: i}}
  I: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: ''}}",
    "Globals: {Function: {Handler: h, Runtime: r, InlineCode: x, SourceKMSKeyArn: !Sub '${Q}', AutoPublishAlias: l}}
Resources: {F: {Type: AWS::Serverless::Function}, G: {Type: AWS::Serverless::Function}}",
    "Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, SourceKMSKeyArn: !Sub '${Q}', AutoPublishAlias: l}}
Resources: {F: {Type: AWS::Serverless::Function}, G: {Type: AWS::Serverless::Function}}",
    "Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, Tracing: !Sub '${Q}'}}
Resources: {F: {Type: AWS::Serverless::Function}}",
    "Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, Tracing: !Sub '${Q}'}}
Resources: {F: {Type: AWS::Serverless::Function}, G: {Type: AWS::Serverless::Function}, H: {Type: AWS::Serverless::Function, Properties: {Tracing: Active}}}",
    "Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, Description: !Sub '${Q}', AutoPublishAlias: l}}
Resources:
  E: {Type: AWS::Serverless::Function}
  F: {Type: AWS::Serverless::Function, Properties: {AutoPublishCodeSha256: abcdefghijkl}}
  G: {Type: AWS::Serverless::Function, Properties: {AutoPublishCodeSha256: bcdefghijklm, AutoPublishAliasAllProperties: true}}
  H: {Type: AWS::Serverless::Function, Properties: {AutoPublishAliasAllProperties: true}}",
    "Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, EventInvokeConfig: {MaximumRetryAttempts: !Sub '${Q}',
    DestinationConfig: {OnSuccess: {Type: Lambda, Destination: !Sub '${Q}'}, OnFailure: {Type: SQS, Destination: !Join ['', [!Sub '${Q}']]}}}}}
Resources:
  F: {Type: AWS::Serverless::Function}
  G: {Type: AWS::Serverless::Function, Properties: {EventInvokeConfig: {MaximumRetryAttempts: 5}}}
  H: {Type: AWS::Serverless::Function, Properties: {EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Lambda, Destination: x}}}}}",
    "Resources:
  T: {Type: AWS::SNS::Topic, Properties: {FifoTopic: !Sub '${Q}'}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Events: {
      A: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}, B: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}}}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Events: {
      A: {Type: SNS, Properties: {Topic: !GetAtt T.Arn, SqsSubscription: true}}}}}",
    // Code that is written inline is not resolved, the key that it is encrypted with is.
    "Globals: {Function: {SourceKMSKeyArn: !Sub '${Given}', Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live, InlineCode: x}}
  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: s3://b/k}}",
    // Who ignores some of the globals works on a copy of all: it neither gives nor takes.
    "Globals: {Function: {Timeout: 3, CodeUri: {Bucket: b, Key: !Sub '${Given}/k'}, SourceKMSKeyArn: !Sub '${Given}', Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout], Properties: {AutoPublishAlias: live}}
  B: {Type: AWS::Serverless::Function}",
    "Globals: {Function: {Timeout: 3, CodeUri: {Bucket: b, Key: !Sub '${Given}/k'}, SourceKMSKeyArn: !Sub '${Given}', Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: live}}
  B: {Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout]}
  C: {Type: AWS::Serverless::Function, IgnoreGlobals: []}",
    "Globals: {Function: {Timeout: 3, Description: !Sub '${Given}', CodeUri: s3://b/k, Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout], Properties: {AutoPublishAlias: x, AutoPublishCodeSha256: abcdefghijkl}}
  B: {Type: AWS::Serverless::Function}",
    "Globals: {Function: {Timeout: 3, Description: !Sub '${Given}', CodeUri: s3://b/k, Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout]}
  B: {Type: AWS::Serverless::Function, Properties: {AutoPublishAlias: x, AutoPublishCodeSha256: abcdefghijkl}}
  C: {Type: AWS::Serverless::Function, IgnoreGlobals: [Timeout]}",
    // A resource's own architectures count alone, whatever they are.
    "Globals: {Function: {Architectures: {a: 1, b: 2}, CodeUri: s3://b/k, Handler: h, Runtime: r}}
Resources:
  A: {Type: AWS::Serverless::Function, Properties: {Architectures: {b: 3, c: 4}}}",
];

/// Parameters whose values are odd.
const PARAMETERS: &[&str] = &[
    // What is put in holds references of its own: the next of the same name goes there first.
    "Parameters: {Stage: {Type: String, Default: '${AWS::Region}'}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, AutoPublishAlias: live,
      CodeUri: {Bucket: b, Key: !Sub '${Stage}/${AWS::Region}/${Stage}/${AWS::Region}/${AWS::Region}'}}}",
    "Parameters: {Outer: {Type: String, Default: '${Inner}'}, Inner: {Type: String, Default: a}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, AutoPublishAlias: live,
      CodeUri: {Bucket: b, Key: !Sub '${Outer}-${Inner}-${Outer}-${Inner}'}}}",
    // A destination that is the default of a parameter is one for all uses: the first makes the queue.
    "Parameters: {X: {Default: {Type: SQS}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: !Ref X, OnFailure: !Ref X}}}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnFailure: !Ref X}}}}",
    "Parameters: {X: {Default: {OnSuccess: {Type: SQS}, OnFailure: !Ref Y}}, Y: {Default: {Type: SNS}}}
Conditions: {C: !Equals [a, b]}
Globals: {Function: {EventInvokeConfig: {DestinationConfig: !Ref X}}}
Resources:
  F: {Type: AWS::Serverless::Function, Condition: C, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SNS}, OnFailure: !Ref Y}}}}
  H: {Type: AWS::Serverless::Function, IgnoreGlobals: [EventInvokeConfig], Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: !Ref X}}}",
    "Parameters: {X: {Default: {Type: SQS, Destination: !If [C, !Ref AWS::NoValue, x]}}, Y: {Default: !Ref X}}
Conditions: {C: !Equals [a, b]}
Globals: {Function: {EventInvokeConfig: {DestinationConfig: {OnSuccess: !Ref X}}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnFailure: !Ref X}}}}",
    "Parameters: {Y: {Default: !Ref X}, X: {Default: {Type: SQS}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: !Ref Y}}}}",
    "Parameters: {X: {Default: {Type: Lambda, Destination: a}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: !Ref X, OnFailure: {Type: SQS}}}}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: !Ref X, OnFailure: {Type: SQS}}}}}",
    // Resolved for the function, and again for its role.
    "Parameters: {Outer: {Type: String, Default: '${Inner}'}, Inner: {Type: String, Default: a}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
      AutoPublishAliasAllProperties: true, Tracing: !Sub '${Outer}-${Inner}'}}",
    "Parameters: {Nothing: {Type: String, Default: }}
Conditions: {C: !Equals [a, b]}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SNS, Destination: !If [C, !Ref Nothing, !Ref AWS::NoValue]}}}}}",
    "Parameters: {Map: {Type: String, Default: {a: 1, b: 2}}}
Resources:
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k, LicenseInfo: !Ref Map}}",
    "Parameters: {Map: {Type: String, Default: {a: 1, b: 2}}}
Resources:
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k, LayerName: !Ref Map}}",
];

/// Look-ups inside of `Mappings`, which is where SAM resolves them.
const MAPPINGS: &[&str] = &[
    "Mappings: {M: {a: {k: v, one: [!FindInMap [M, a, k], !Ref Given], two: [!FindInMap [M, a, one]], other: [!FindInMap [M, a, k]]}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
      DeploymentPreference: {Type: AllAtOnce, Enabled: !FindInMap [M, a, two]}}}",
    "Mappings: {M: {a: {k: AllAtOnce, t: !FindInMap [M, !FindInMap [M, b, k], k], u: [!FindInMap [M, b, x]]}, b: {k: a}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
      DeploymentPreference: {Type: !FindInMap [M, a, t]}}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
      DeploymentPreference: {Type: !FindInMap [M, a, u]}}}",
    // The preference of all: each function goes on with what the one before has made of it.
    "Mappings: {M: {a: {t: !Ref Given, e: !Ref Off}}}
Parameters: {Given: {Default: x}, Off: {Default: 'false'}}
Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
    DeploymentPreference: {Type: !FindInMap [M, a, t], Enabled: !FindInMap [M, a, e]}}}
Resources:
  F: {Type: AWS::Serverless::Function}
  G: {Type: AWS::Serverless::Function, Properties: {DeploymentPreference: {Alarms: [a]}}}
  H: {Type: AWS::Serverless::Function, IgnoreGlobals: [CodeUri], Properties: {CodeUri: s3://b/k}}
  I: {Type: AWS::Serverless::Function}
  J: {Type: AWS::Serverless::Function}",
    // What is put in shows in the mapping, in what else refers to it, and in the deployment of the function before.
    "Mappings: {M: {a: {t: {'Fn::Sub': '${Given}'}, u: [!Ref Given, {'Fn::Sub': 'a${Given}'}], w: [!FindInMap [M, a, u]], x: !FindInMap [M, a, t]}}}
Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
    DeploymentPreference: {Type: !FindInMap [M, a, t], Enabled: !FindInMap [M, a, w]}}}
Resources: {F: {Type: AWS::Serverless::Function}, G: {Type: AWS::Serverless::Function}}",
    "Mappings: {M: {a: {t: {'Fn::Sub': '${Given}'}, x: !FindInMap [M, a, t], y: [!FindInMap [M, a, x]], z: !FindInMap [M, a, y]}}}
Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
    DeploymentPreference: {Type: !FindInMap [M, a, z]}}}
Resources: {F: {Type: AWS::Serverless::Function}, G: {Type: AWS::Serverless::Function}, H: {Type: AWS::Serverless::Function}}",
    // What a preference of one's own takes over is the very value of the global one, its text and lists excepted.
    "Mappings: {M: {a: {t: !FindInMap [M, a, u], u: AllAtOnce, q: [!Ref Given]}}}
Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
    DeploymentPreference: {Type: [!FindInMap [M, a, t], !FindInMap [M, a, q]]}}}
Resources:
  F: {Type: AWS::Serverless::Function}
  G: {Type: AWS::Serverless::Function, Properties: {DeploymentPreference: {Alarms: [a]}}}
  H: {Type: AWS::Serverless::Function}",
    "Mappings: {M: {a: {t: !FindInMap [M, a, u], u: AllAtOnce}}}
Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live, DeploymentPreference: {Type: !FindInMap [M, a, t]}}}
Resources:
  F: {Type: AWS::Serverless::Function}
  G: {Type: AWS::Serverless::Function, Properties: {DeploymentPreference: {Alarms: [a]}}}
  H: {Type: AWS::Serverless::Function}",
    // It is left as it was by a function that fails for it.
    "Mappings: {M: {a: {t: !Ref Q}}}
Parameters: {Q: {Default: true}}
Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
    DeploymentPreference: {Type: x, PassthroughCondition: !FindInMap [M, a, t]}}}
Resources: {F: {Type: AWS::Serverless::Function}, G: {Type: AWS::Serverless::Function}}",
    "Mappings: {M: {a: {t: !FindInMap [M, a, u], u: !Ref Given, p: !Ref Truth}}}
Parameters: {Given: {Type: String, Default: AllAtOnce}, Truth: {Default: true}}
Globals: {Function: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
    DeploymentPreference: {Type: !FindInMap [M, a, t], PassthroughCondition: true}}}
Resources: {F: {Type: AWS::Serverless::Function}, G: {Type: AWS::Serverless::Function}, H: {Type: AWS::Serverless::Function}, I: {Type: AWS::Serverless::Function}}",
];

/// Properties that are attributes of SAM's own classes.
const CLASS_ATTRIBUTES: &[&str] = &[
    "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, depends_on: G}}
  G: {Type: AWS::Serverless::Function, DependsOn: F, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, depends_on: [X], relative_id: 5}}
  H: {Type: AWS::Serverless::Function, DependsOn: , Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, depends_on: F}}",
    // Another id: references follow, those to what SAM makes only by the new one.
    "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, logical_id: G, AutoPublishAlias: live,
      DeploymentPreference: {Type: AllAtOnce}, Events: {E: {Type: Schedule, Properties: {Schedule: s, logical_id: Rule, depends_on: x}}}}}
  X: {Type: A::B::C, DependsOn: [F, G], Properties: {A: !Ref F, B: !GetAtt F.Arn, C: !Sub '${F} ${F.Version} ${G.Version} ${F.Arn}',
      D: !Ref F.Version, E: !Ref G.Version, F: !GetAtt F.Alias.x, G: !GetAtt G.Version.Version}}",
    "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, logical_id: G, Timeout: 3}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k}}",
    "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, logical_id: G}}
  G: {Type: AWS::SNS::Topic}",
    "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, logical_id: 5}}}",
    "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, logical_id: G, AutoPublishAlias: a.b}}}",
    "Resources:
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/l, logical_id: L, depends_on: T, relative_id: 5,
      resource_attributes: {Condition: C, Other: 1, Metadata: {}, DeletionPolicy: Delete}}}
  Table: {Type: AWS::Serverless::SimpleTable, Properties: {logical_id: T, resource_attributes: {Metadata: {a: 1}}}}
  X: {Type: A::B::C, Properties: {L: !Ref Layer, T: !Ref Table}}",
    "Conditions: {C: !Equals [a, b], D: !Equals [a, b]}
Resources:
  F: {Type: AWS::Serverless::Function, Condition: C, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
      resource_attributes: {Condition: D, UpdateReplacePolicy: Retain, Metadata: {a: 1}}, Events: {E: {Type: SQS, Properties: {Queue: q}}}}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: live,
      DeploymentPreference: {Type: AllAtOnce, PassthroughCondition: true}, resource_attributes: {Condition: D}}}",
    // One after the other gets a new id, and takes the place of the next.
    "Resources:
  X: {Type: AWS::Serverless::SimpleTable, Properties: {logical_id: Y}}
  Y: {Type: AWS::Serverless::SimpleTable, Properties: {logical_id: Z}}
  Q: {Type: AWS::SNS::Topic, DependsOn: X}",
    "Resources:
  Y: {Type: AWS::Serverless::SimpleTable, Properties: {logical_id: Z}}
  X: {Type: AWS::Serverless::SimpleTable, Properties: {logical_id: Y}}
  Q: {Type: AWS::SNS::Topic, DependsOn: [X, Y]}",
    "Resources:
  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k}}
  L0fe3d22673: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/k}}
DependsOn: [L]",
    // Resources of the template that events write under another id.
    "Resources:
  B: {Type: AWS::S3::Bucket, Properties: {logical_id: F}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Events: {E: {Type: S3, Properties: {Bucket: !Ref B, Events: a}}}}}",
    "Resources:
  U: {Type: AWS::Cognito::UserPool, Properties: {logical_id: T}}
  T: {Type: AWS::SNS::Topic}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Events: {E: {Type: Cognito, Properties: {UserPool: !Ref U, Trigger: PreSignUp}}}}}",
    "Resources:
  B: {Type: AWS::S3::Bucket, Properties: {logical_id: GRole}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Tags: {a: b}, PropagateTags: true,
      Events: {E: {Type: S3, Properties: {Bucket: !Ref B, Events: a}}}}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k}}",
    "Resources:
  B: {Type: AWS::S3::Bucket, Properties: {logical_id: 'a b'}}
  C: {Type: AWS::S3::Bucket, Properties: {logical_id: FS}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Tags: {a: b}, PropagateTags: true, Events: {
      E: {Type: S3, Properties: {Bucket: !Ref B, Events: a}}, F: {Type: S3, Properties: {Bucket: !Ref B, Events: b}},
      R: {Type: S3, Properties: {Bucket: !Ref C, Events: a}}, S: {Type: Schedule, Properties: {Schedule: r}}}}}",
    // A bucket takes any attribute, and the place of one of the template's only under its own id.
    "Resources:
  Bucket: {Type: AWS::S3::Bucket, Properties: {logical_id: Other, depends_on: x, resource_attributes: {Other: 1, Type: T, DependsOn: y}}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Events: {E: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: a}}}}}",
    "Resources:
  Pool: {Type: AWS::Cognito::UserPool, Properties: {depends_on: x}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Events: {E: {Type: Cognito, Properties: {UserPool: !Ref Pool, Trigger: PreSignUp, logical_id: 5}}}}}",
    "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
        Events: {E: {Type: SQS, Condition: C, Properties: {Queue: q, resource_attributes: 5}}}}}}",
    "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
        Events: {E: {Type: SQS, Properties: {Queue: q, resource_attributes: 5}}}}}}",
    "Resources: {B-c: {Type: AWS::S3::Bucket}, F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
        Events: {E: {Type: S3, Properties: {Bucket: !Ref B-c, Events: a}}}}}}",
];

/// Names with a line feed at their end, which Python's `$` lets pass.
const LINE_FEEDS: &[&str] = &[
    r#"Resources: {"F\n": {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Role: x}}}"#,
    r#"Resources: {"F\n": {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, FunctionUrlConfig: {AuthType: NONE}}}}"#,
    r#"Resources: {"T\n": {Type: AWS::Serverless::SimpleTable}}"#,
    r#"Resources: {"T\n\n": {Type: AWS::Serverless::SimpleTable}}"#,
    r#"Resources: {"L\n": {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/l}}}"#,
    r#"Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: "a-\n"}}}"#,
    r#"Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: "12\n"}}}"#,
    r#"Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: "\n"}}}"#,
    r#"Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: a,
        AutoPublishCodeSha256: "123456789\nabc"}}}"#,
    r#"Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
        Events: {"E\n": {Type: SQS, Properties: {Queue: q}}}}}}"#,
    r#"Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
        Events: {"E\n": {Type: Schedule, Properties: {Schedule: s}}}}}}"#,
];

/// A function's properties.
const FUNCTION: &[&str] = &[
    "AutoPublishAlias: live
Environment: {Variables: {A: \"\\x7f\"}}",
    "AutoPublishAlias: live
DeploymentPreference: {Type: }",
    "AutoPublishAlias: live
DeploymentPreference: {Type: AllAtOnce, PassthroughCondition: 1.0}",
    "Role: !If [C, !Ref AWS::NoValue, null]",
    "Role: !If [{a: 1}, !Ref AWS::NoValue, x]",
    "Tracing: {Ref: {Ref: Given}}",
    "CapacityProviderConfig: {Arn: []}",
    "CapacityProviderConfig: {Arn: '', PerExecutionEnvironmentMaxConcurrency: '', ExecutionEnvironmentMemoryGiBPerVCpu: ''}",
    "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If [C, !Ref AWS::NoValue, null]}}}",
    // What SAM calls the parameters of its policy templates.
    "Policies: [{SQSPollerPolicy: {QueueName: !Ref ___SAM_POLICY_PARAMETER_QueueName}},
    {DynamoDBCrudPolicy: {TableName: [!Ref ___SAM_POLICY_PARAMETER_Other, !Ref ___SAM_POLICY_PARAMETER_No], Other: [x]}}]",
    // One, true and 1.0 are one policy.
    "Policies: [{Ref: 1}, {Ref: true}, {Ref: 1.0}, {Ref: 0}, {Ref: false}, {Ref: '1'}, {Ref: 1.5}]",
    "Events:
  A: {Type: SQS, Properties: {Queue: q, DestinationConfig: {OnFailure: {Type: SQS, Destination: {Ref: true}}}}}
  B: {Type: SQS, Properties: {Queue: q, DestinationConfig: {OnFailure: {Type: SQS, Destination: {Ref: 1}}}}}
  C: {Type: SQS, Properties: {Queue: q, DestinationConfig: {OnFailure: {Type: SQS, Destination: {Ref: '1'}}}}}",
    // What should be the name of a condition, and is not.
    "Role: !If [5, x, !Ref AWS::NoValue]",
    "Role: !If [{a: [1.0, true]}, x, !Ref AWS::NoValue]",
    "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If ['', !Ref AWS::NoValue, x]}}}",
    "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SNS, Destination: !If [5, !Ref AWS::NoValue, x]}}}",
    "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If [{a: 1}, !Ref AWS::NoValue, x]}}}",
    "EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: Lambda, Destination: !If [null, !Ref AWS::NoValue, x]}}}",
    // The registry's place is resolved in a copy of its top.
    "Events: {E: {Type: MSK, Properties: {Stream: s, Topics: [t], StartingPosition: LATEST, SchemaRegistryConfig: {
        SchemaRegistryURI: {'Fn::Sub': !Ref Given}, EventRecordFormat: JSON, SchemaValidationConfigs: []}}}}",
    "Events: {E: {Type: MSK, Properties: {Stream: s, Topics: [t], StartingPosition: LATEST, SchemaRegistryConfig: {
        SchemaRegistryURI: {a: !Ref Given, b: [!Ref Given], c: !Sub '${Given}'}, EventRecordFormat: JSON, SchemaValidationConfigs: []}}}}",
    "CapacityProviderConfig: {Arn: x, PerExecutionEnvironmentMaxConcurrency: '1_0'}",
    "CapacityProviderConfig: {Arn: x, ExecutionEnvironmentMemoryGiBPerVCpu: '1_0.5e0_1'}",
    "CapacityProviderConfig: {Arn: x, ExecutionEnvironmentMemoryGiBPerVCpu: '1_.5'}",
    "CapacityProviderConfig: {Arn: x, PerExecutionEnvironmentMaxConcurrency: '1__0'}",
    "Events: {E: {Type: SNS, Properties: {Topic: t, SqsSubscription: {QueueArn: a, QueueUrl: u, QueuePolicyLogicalId: !Ref X}}}}",
    "Events: {E: {Type: SNS, Properties: {Topic: t, SqsSubscription: {QueueArn: a, QueueUrl: u, QueuePolicyLogicalId: 5}}}}",
    "Events: {E: {Type: SNS, Properties: {Topic: t, SqsSubscription: {QueueArn: a, QueueUrl: u,
        QueuePolicyLogicalId: [\"it's\", 'a\"b', 1.0, true, null, {ü: \"\\t\"}]}}}}",
    // Three mistakes of one function.
    "AutoPublishAlias: a.b
DeploymentPreference: {Hooks: x}
Events: {E: {Type: ScheduleV2, Properties: {ScheduleExpression: x, DeadLetterConfig: {}}}}",
];

/// What SAM fails on without an answer, and what has to be an error with us.
pub(crate) const CRASHES: &[&str] = &[
    "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Role: !If [C, x, !Ref AWS::NoValue]}}",
    "Conditions:
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If [C, x, !Ref AWS::NoValue]}}}}}",
    "Resources:
  F: {Type: AWS::Serverless::Function, Condition: A, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If [C, !Ref AWS::NoValue, x]}}}}}",
    "Conditions:
Resources:
  F: {Type: AWS::Serverless::Function, Condition: A, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      AutoPublishAlias: live, DeploymentPreference: {Type: Canary10Percent5Minutes, PassthroughCondition: true}}}
  G: {Type: AWS::Serverless::Function, Condition: B, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      AutoPublishAlias: live, DeploymentPreference: {Type: Canary10Percent5Minutes, PassthroughCondition: true}}}",
    "Conditions: {C: !Equals [a, b]}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Policies: [!If [C, {Statement: []}, {Statement: []}]],
      Events: {E: {Type: MQ, Properties: {Broker: b, Queues: [q], SourceAccessConfigurations: [{Type: BASIC_AUTH, URI: u}]}}}}}",
    "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Events: {E: {Type: MSK, Properties: {Stream: s, Topics: [t], StartingPosition: LATEST, SchemaRegistryConfig: {
        SchemaRegistryURI: u, EventRecordFormat: JSON, SchemaValidationConfigs: [], AccessConfigs: false}}}}}}",
    "Parameters: {Registry: {Type: String, Default: 'arn:aws:glue:eu-west-1:123456789012:registry/r'}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Role: x,
      Events: {E: {Type: SelfManagedKafka, Properties: {KafkaBootstrapServers: [s], Topics: [t], SchemaRegistryConfig: {
        SchemaRegistryURI: !Ref Registry, EventRecordFormat: JSON, SchemaValidationConfigs: []},
        SourceAccessConfigurations: [{Type: SASL_SCRAM_512_AUTH, URI: u}]}}}}}",
    "Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: }
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      Events: {E: {Type: SNS, Properties: {Topic: !Ref Topic, SqsSubscription: true}}}}}",
    "Resources:
  L: {Type: AWS::Lambda::LayerVersion, Properties: }
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Layers: [!Ref L],
      AutoPublishAlias: live, AutoPublishAliasAllProperties: true}}",
    "Conditions: {C: !Equals [a, b]}
Resources:
  F: {Type: AWS::Serverless::Function, Condition: 0, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If [C, !Ref AWS::NoValue, x]}}}}}",
    "Conditions: {C: !Equals [a, b]}
Resources:
  F: {Type: AWS::Serverless::Function, Condition: C, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, Destination: !If [5, !Ref AWS::NoValue, x]}}}}}",
    "Parameters: {Given: {Type: String, Default: {DestinationConfig: {OnSuccess: {Type: SQS}}}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, EventInvokeConfig: !Ref Given}}",
    "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, resource_attributes: {Other: 1}}}}",
    "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, resource_attributes: }}}",
    "Resources:
  X: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: l, logical_id: Y}}
  Y: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: l}}",
    "Resources:
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, AutoPublishAlias: a,
      logical_id: G, DeploymentPreference: {Type: AllAtOnce}}}
  G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, DeploymentPreference: {Enabled: false}}}",
    "Resources: {F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
        Policies: [{SQSPollerPolicy: {QueueName: [!Ref ___SAM_POLICY_PARAMETER_QueueName]}}]}}}",
    "Resources:
  FEventInvokeConfigOnFailureTopic: {Properties: {}}
  F: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SNS}}}}}",
];

/// Other resources beside a function with an S3 event on the bucket `Bucket`.
const RESOURCES: &[&str] = &[
    "Bucket: {Type: AWS::S3::Bucket, DependsOn: 5}",
    "Bucket: {Type: AWS::S3::Bucket, DependsOn: }",
    "Bucket: {Type: AWS::S3::Bucket, DependsOn: [5, null]}",
    "Bucket: {Type: AWS::S3::Bucket, DependsOn: [1, true, 1.0, '1', 0]}",
    "Bucket: {Type: AWS::S3::Bucket, Properties: {NotificationConfiguration: {LambdaConfigurations: [{Function: 1}]}}}
G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k, Events: {
    E: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: a, Filter: {S3Key: {Rules: [{Name: 1}]}}}},
    F: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: a, Filter: {S3Key: {Rules: [{Name: true}]}}}}}}}",
    "Bucket: {Type: AWS::S3::Bucket, DependsOn: [[a]]}",
    "Bucket: {Type: AWS::S3::Bucket, DependsOn: {a: 1}}",
    "Bucket: {Type: AWS::S3::Bucket, Properties: }",
    "Bucket: {Type: AWS::S3::Bucket, Properties: }
G: {Type: AWS::Serverless::Function, Condition: C, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
    Events: {E: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: a}}}}}",
    "Bucket: {Type: AWS::S3::Bucket, Connectors: {}}",
    // The id of what is made, on something with a part of its type.
    "Bucket: {Type: AWS::S3::Bucket}
GEventInvokeConfigOnFailureTopic: {Type: 'AWS::SNS'}
G: {Type: AWS::Serverless::Function, Properties: {Handler: h, Runtime: r, CodeUri: s3://b/k,
    EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SNS}}}}}",
    "Bucket: {Type: AWS::S3::Bucket}
Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/l, CompatibleArchitectures: {a: 1}}}",
    "Bucket: {Type: AWS::S3::Bucket}
Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b/l, CompatibleArchitectures: {arm64: 1}}}",
    "Bucket: {Type: AWS::S3::Bucket}
Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: s3://b℀/l}}",
];

/// The longest name of a condition that SAM can make another of: `NOT` and a hash go with it.
pub(crate) const LONGEST_CONDITION: usize = 255 - "NOT".len() - 10;

/// A function with a destination under the opposite of a condition whose name has so many characters.
pub(crate) fn with_condition_of(length: usize) -> String {
    let name = "C".repeat(length);
    format!(
        "Conditions: {{{name}: !Equals [a, b]}}
Resources:
  F: {{Type: AWS::Serverless::Function, Properties: {{Handler: h, Runtime: r, CodeUri: s3://b/k,
      EventInvokeConfig: {{DestinationConfig: {{OnSuccess: {{Type: SQS, Destination: !If [{name}, x, !Ref AWS::NoValue]}}}}}}}}}}
"
    )
}

/// All of them, as templates.
pub(crate) fn all() -> Vec<String> {
    let indented = |text: &str, by: usize| {
        let indent = " ".repeat(by);
        text.lines().fold(String::new(), |all, line| all + &indent + line + "\n")
    };
    let start = "Parameters: {Given: {Type: String}}\n";
    let bringing = "Parameters: {Given: {Type: String}, Q: {Default: '${R}'}, R: {Default: '${S}'}, S: {Default: s}}\n";
    let function = "  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      CodeUri: s3://b/k\n      Handler: h\n      Runtime: r\n";
    let event = "      Events: {E: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: a}}}\n";
    let whole = CLASS_ATTRIBUTES.iter().chain(LINE_FEEDS).chain(MAPPINGS).map(|text| format!("{text}\n"));
    let shared = SHARED.iter().flat_map(|text| [start, bringing].map(|start| format!("{start}{text}\n")));
    let functions = FUNCTION
        .iter()
        .map(|text| format!("{start}Conditions: {{C: !Equals [a, b]}}\nResources:\n{function}{}", indented(text, 6)));
    let resources = RESOURCES.iter().map(|text| format!("{start}Resources:\n{function}{event}{}", indented(text, 2)));
    let parameters = PARAMETERS.iter().map(|text| format!("{text}\n"));
    shared
        .chain(whole)
        .chain([with_condition_of(LONGEST_CONDITION)])
        .chain(parameters)
        .chain(functions)
        .chain(resources)
        .collect()
}
