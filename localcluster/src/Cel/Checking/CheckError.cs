namespace October.LocalCluster.Cel.Checking;

/// <summary>What is wrong with an expression, and where.</summary>
/// <param name="Message">In the words of cel-go.</param>
/// <param name="Position">Offset in the expression.</param>
internal sealed record CheckError(string Message, int Position);
