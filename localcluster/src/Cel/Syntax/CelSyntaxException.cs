namespace October.LocalCluster.Cel.Syntax;

/// <summary>An expression is not CEL.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="position">Offset in the expression.</param>
internal sealed class CelSyntaxException(string message, int position) : Exception(message)
{
    public int Position { get; } = position;
}
