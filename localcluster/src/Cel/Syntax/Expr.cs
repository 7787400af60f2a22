namespace October.LocalCluster.Cel.Syntax;

/// <summary>A parsed expression. Positions are offsets in its text.</summary>
internal abstract record Expr(int Position)
{
    /// <summary>long, ulong, double, bool, string, byte[] or null.</summary>
    public sealed record Literal(object? Value, int Position) : Expr(Position);

    public sealed record Identifier(string Name, int Position) : Expr(Position);

    /// <summary><c>operand.field</c>; optional for <c>operand.?field</c>.</summary>
    public sealed record Select(Expr Operand, string Field, bool Optional, int Position) : Expr(Position);

    /// <summary><c>has(operand.field)</c>.</summary>
    public sealed record Has(Expr Operand, string Field, int Position) : Expr(Position);

    /// <summary><c>operand[index]</c>; optional for <c>operand[?index]</c>.</summary>
    public sealed record Index(Expr Operand, Expr Key, bool Optional, int Position) : Expr(Position);

    /// <summary>A function; the target is null for a global one. Operators are functions named as in the specification: <c>_+_</c>.</summary>
    public sealed record Call(Expr? Target, string Function, IReadOnlyList<Expr> Args, int Position) : Expr(Position);

    public sealed record And(Expr Left, Expr Right, int Position) : Expr(Position);

    public sealed record Or(Expr Left, Expr Right, int Position) : Expr(Position);

    public sealed record Conditional(Expr Condition, Expr Then, Expr Else, int Position) : Expr(Position);

    public sealed record ListLiteral(IReadOnlyList<Element> Items, int Position) : Expr(Position);

    public sealed record MapLiteral(IReadOnlyList<Entry> Entries, int Position) : Expr(Position);

    /// <summary>A macro over a range: <c>range.all(x, body)</c> and its kin.</summary>
    /// <param name="Kind">Which one.</param>
    /// <param name="Range">What it runs over.</param>
    /// <param name="First">The variable; with a second one, the index or key.</param>
    /// <param name="Second">The value's variable of the two-variable forms, or null.</param>
    /// <param name="Filter">The predicate of <c>map</c> and <c>transform…</c> with three parts, or null.</param>
    /// <param name="Body">The predicate or transformation.</param>
    /// <param name="Position">Where the macro stands.</param>
    public sealed record Comprehension(ComprehensionKind Kind, Expr Range, string First, string? Second, Expr? Filter, Expr Body, int Position)
        : Expr(Position);

    /// <summary><c>cel.bind(name, value, body)</c>.</summary>
    public sealed record Bind(string Name, Expr Value, Expr Body, int Position) : Expr(Position);

    /// <summary><c>target.optMap(name, body)</c>, or <c>optFlatMap</c>, whose body is itself an optional.</summary>
    public sealed record OptionalMap(Expr Target, string Name, Expr Body, bool Flat, int Position) : Expr(Position);

    public sealed record Element(Expr Value, bool Optional);

    public sealed record Entry(Expr Key, Expr Value, bool Optional);
}
