namespace October.Operator.Desired.Model;

/// <summary>A child that cannot be rendered, as a live field of the spec that it alone is made of cannot be read. It is wanted, nobody can tell how.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name.</param>
/// <param name="Problem">The field, and why it cannot be read.</param>
internal sealed record UnreadableChild(string Kind, string Name, string Problem);
