namespace October.LocalCluster.Cel.Syntax;

/// <summary>Which variables an expression speaks of.</summary>
internal static class Mentions
{
    public static bool Variable(Expr? expr, string name) => expr switch
    {
        null or Expr.Literal => false,
        Expr.Identifier identifier => identifier.Name == name,
        Expr.Select select => Variable(select.Operand, name),
        Expr.Has has => Variable(has.Operand, name),
        Expr.Index index => Variable(index.Operand, name) || Variable(index.Key, name),
        Expr.Call call => Variable(call.Target, name) || call.Args.Any(arg => Variable(arg, name)),
        Expr.And and => Variable(and.Left, name) || Variable(and.Right, name),
        Expr.Or or => Variable(or.Left, name) || Variable(or.Right, name),
        Expr.Conditional conditional => Variable(conditional.Condition, name) || Variable(conditional.Then, name) || Variable(conditional.Else, name),
        Expr.ListLiteral list => list.Items.Any(item => Variable(item.Value, name)),
        Expr.MapLiteral map => map.Entries.Any(entry => Variable(entry.Key, name) || Variable(entry.Value, name)),
        Expr.Comprehension macro => Variable(macro.Range, name)
            || (macro.First != name && macro.Second != name && (Variable(macro.Filter, name) || Variable(macro.Body, name))),
        Expr.Bind bind => Variable(bind.Value, name) || (bind.Name != name && Variable(bind.Body, name)),
        Expr.OptionalMap map => Variable(map.Target, name) || (map.Name != name && Variable(map.Body, name)),
        _ => false,
    };
}
