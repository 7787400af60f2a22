namespace October.Crd;

/// <summary>The names that make up October's API surface. Changing one is a breaking change.</summary>
public static class OctoberApi
{
    public const string Group = "october.dev";
    public const string Version = "v1";
    public const string Kind = "OctoberApp";
    public const string Plural = "octoberapps";
    public const string Singular = "octoberapp";
    public const string ShortName = "oapp";
    public const string Category = "october";

    /// <summary>Field manager of every child and of status.</summary>
    public const string FieldManager = "october-operator";

    /// <summary>One-shot verbs: annotations whose value is a token of the user's choice, echoed in status once handled.</summary>
    public const string RetryAnnotation = "october.dev/retry";
}
