using October.Crd.Attributes;

namespace October.Crd.Spec;

/// <summary>What the api requires of its callers.</summary>
public sealed class ApiAuthSpec
{
    [Description(
        "ApiKey: a key in the header X-API-Key, or as a bearer token, except for /healthz and /ready. It is API_KEY of the Secret in secretName, or, where "
            + "that has none, of <app>-api-auth, which the operator makes. None: whoever reaches the api sends tasks and reads results; behind an Ingress the "
            + "condition Exposed says so. Default: ApiKey.")]
    [EnumValues("ApiKey", "None")]
    public string? Type { get; set; }
}
