namespace October.Operator.Desired.Restrict;

/// <summary>What the operator itself gives the pods of a component.</summary>
/// <param name="Component">Name of the component and of its container.</param>
/// <param name="ServiceAccount">The identity that they run as.</param>
/// <param name="Secrets">The Secrets that they mount.</param>
/// <param name="Claim">The volume that they keep their data on; null for none.</param>
internal sealed record ComponentOwn(string Component, string ServiceAccount, IReadOnlyList<string> Secrets, string? Claim);
