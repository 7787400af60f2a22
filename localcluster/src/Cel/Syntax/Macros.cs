namespace October.LocalCluster.Cel.Syntax;

/// <summary>Calls that are syntax rather than functions: they bind variables or do not evaluate their arguments.</summary>
internal static class Macros
{
    public static Expr Global(string name, IReadOnlyList<Expr> args, int position)
    {
        if (name != "has" || args.Count != 1)
            return new Expr.Call(null, name, args, position);
        return args[0] is Expr.Select { Optional: false } field
            ? new Expr.Has(field.Operand, field.Field, position)
            : throw new CelSyntaxException("invalid argument to has() macro", position);
    }

    public static Expr Member(Expr target, string name, IReadOnlyList<Expr> args, int position) => (name, args.Count) switch
    {
        ("all", 2) => Range(ComprehensionKind.All, target, args, position),
        ("exists", 2) => Range(ComprehensionKind.Exists, target, args, position),
        ("exists_one" or "existsOne", 2) => Range(ComprehensionKind.ExistsOne, target, args, position),
        ("filter", 2) => Range(ComprehensionKind.Filter, target, args, position),
        ("map", 2) => Range(ComprehensionKind.Map, target, args, position),
        ("map", 3) => new Expr.Comprehension(ComprehensionKind.Map, target, Variable(args[0]), null, args[1], args[2], position),
        ("all", 3) => Pairs(ComprehensionKind.All, target, args, position),
        ("exists", 3) => Pairs(ComprehensionKind.Exists, target, args, position),
        ("exists_one" or "existsOne", 3) => Pairs(ComprehensionKind.ExistsOne, target, args, position),
        ("transformList", 3 or 4) => Pairs(ComprehensionKind.Map, target, args, position),
        ("transformMap", 3 or 4) => Pairs(ComprehensionKind.TransformMap, target, args, position),
        ("bind", 3) when target is Expr.Identifier { Name: "cel" } => new Expr.Bind(Variable(args[0]), args[1], args[2], position),
        ("optMap", 2) => new Expr.OptionalMap(target, Variable(args[0]), args[1], false, position),
        ("optFlatMap", 2) => new Expr.OptionalMap(target, Variable(args[0]), args[1], true, position),
        _ => new Expr.Call(target, name, args, position),
    };

    private static Expr.Comprehension Range(ComprehensionKind kind, Expr target, IReadOnlyList<Expr> args, int position) =>
        new(kind, target, Variable(args[0]), null, null, args[1], position);

    private static Expr.Comprehension Pairs(ComprehensionKind kind, Expr target, IReadOnlyList<Expr> args, int position) =>
        new(kind, target, Variable(args[0]), Variable(args[1]), args.Count == 4 ? args[2] : null, args[^1], position);

    private static string Variable(Expr expr) =>
        expr is Expr.Identifier identifier ? identifier.Name : throw new CelSyntaxException("argument must be a simple name", expr.Position);
}
