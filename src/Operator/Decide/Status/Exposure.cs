namespace October.Operator.Decide.Status;

/// <summary>The world reaches the api, which requires no key.</summary>
/// <param name="Reason">Why, in a word.</param>
/// <param name="Message">Why, and what to do.</param>
internal sealed record Exposure(string Reason, string Message);
