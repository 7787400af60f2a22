using October.Crd;
using October.Crd.Defaults;
using October.Operator.Decide.Rotation;
using October.Operator.Desired.Model;

namespace October.Operator.Reconcile.Plans;

/// <summary>The key that smoke probes show.</summary>
internal static class ProbeKey
{
    /// <summary>Of a revision; null where it requires none, or one that the operator does not know.</summary>
    public static string? Of(ResolvedApp app, AppSecret secret, ApiKeySource source) => source switch
    {
        ApiKeySource.Environment => ApiKeys.Literal(app) is { } keys ? ApiKeyLines.Pick(keys) : null,
        ApiKeySource.Named => ApiKeyLines.Pick(secret.NamedKeys ?? secret.GeneratedKey),
        ApiKeySource.Generated => ApiKeyLines.Pick(secret.GeneratedKey),
        _ => null,
    };
}
