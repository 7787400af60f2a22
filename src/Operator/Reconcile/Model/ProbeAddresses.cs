namespace October.Operator.Reconcile.Model;

/// <summary>Where smoke probes reach the two tracks; null where there is nothing to probe yet.</summary>
/// <param name="Preview">A ready pod of the preview.</param>
/// <param name="Stable">The api's Service.</param>
internal sealed record ProbeAddresses(ProbeAddress? Preview, ProbeAddress? Stable);

/// <summary>An address to probe.</summary>
/// <param name="Base">Base address of the api.</param>
/// <param name="Where">The same in words, for example the pod's name.</param>
internal sealed record ProbeAddress(Uri Base, string Where);
