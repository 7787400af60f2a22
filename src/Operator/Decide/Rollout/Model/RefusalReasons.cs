using October.Crd.Status;

namespace October.Operator.Decide.Rollout.Model;

/// <summary>
/// Kinds of refusal that only the API server's words tell apart: quotas and policies answer with the same codes as missing rights, and a ReplicaSet passes
/// on nothing but the words.
/// </summary>
internal static class RefusalReasons
{
    /// <summary>The quota controller has not counted yet what there is.</summary>
    public const string QuotaNotCounted = "status unknown for quota";

    /// <summary>One of <see cref="Reasons"/>; null where the words do not say.</summary>
    public static string? Of(string message)
    {
        return Has("exceeded quota") ? Reasons.QuotaExceeded
            : Has(QuotaNotCounted) ? Reasons.CreateFailed
            : Has("admission webhook") || Has("denied the request") || Has("ValidatingAdmissionPolicy") ? Reasons.Denied
            : null;

        bool Has(string part) => message.Contains(part, StringComparison.Ordinal);
    }
}
