using System.Collections.Immutable;
using October.Operator.Decide.Certificates;

namespace October.Operator.Reconcile.Model;

/// <summary>The certificates of redis that revisions need.</summary>
internal sealed record ObservedCertificates
{
    /// <summary>By name of their Secret.</summary>
    public ImmutableDictionary<string, RedisCertificate> ByName { get; init; } = ImmutableDictionary<string, RedisCertificate>.Empty;

    /// <summary>What the Secret of the operator's own is to have; null where no revision needs it.</summary>
    public OwnCertificate? Own { get; init; }

    /// <summary>What becomes of that.</summary>
    public RenewalStep Step { get; init; }
}
