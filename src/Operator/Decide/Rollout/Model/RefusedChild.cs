using October.Crd.Status;

namespace October.Operator.Decide.Rollout.Model;

/// <summary>A child of the app that the API server refused to create or change.</summary>
/// <param name="Child">Kind and name, for example <c>Ingress shop-api</c>.</param>
/// <param name="Reason">Kind of refusal, one of <see cref="Crd.Status.Reasons"/>.</param>
/// <param name="Message">The server's own words, bounded.</param>
/// <param name="Blocks">Pods need it, or it is what makes them: the rollout cannot go on without it.</param>
internal sealed record RefusedChild(string Child, string Reason, string Message, bool Blocks)
{
    /// <summary>Hash of the revision that it belongs to; null for what comes from the live parts of the spec.</summary>
    public string? Revision { get; init; }

    /// <summary>The server will answer the same again until somebody changes the object, or what forbids it.</summary>
    public bool IsFinal => Reason is Reasons.Invalid or Reasons.Forbidden or Reasons.Denied or Reasons.QuotaExceeded;
}
