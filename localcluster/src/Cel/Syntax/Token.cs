namespace October.LocalCluster.Cel.Syntax;

/// <summary>One token.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">Its text; an identifier's name, an operator's signs.</param>
/// <param name="Value">The value of a literal.</param>
/// <param name="Position">Its offset in the expression.</param>
internal sealed record Token(TokenKind Kind, string Text, object? Value, int Position);
