namespace October.LocalCluster.Cel.Syntax;

/// <summary>Recursive descent over the CEL grammar; macros are resolved on the way (<see cref="Macros"/>).</summary>
internal sealed class Parser
{
    private const int MaxDepth = 200;

    private static readonly HashSet<string> Relations = ["<", "<=", ">", ">=", "==", "!="];

    private static readonly HashSet<string> Reserved =
        [
            "as",
            "break",
            "const",
            "continue",
            "else",
            "for",
            "function",
            "if",
            "import",
            "let",
            "loop",
            "package",
            "namespace",
            "return",
            "var",
            "void",
            "while",
        ];

    private readonly IReadOnlyList<Token> _tokens;
    private int _at;
    private int _depth;

    private Parser(IReadOnlyList<Token> tokens) => _tokens = tokens;

    /// <exception cref="CelSyntaxException">The text is not CEL.</exception>
    public static Expr Parse(string text)
    {
        var parser = new Parser(Lexer.Read(text));
        var expr = parser.Expression();
        return parser.Current.Kind == TokenKind.End ? expr : throw parser.Unexpected("<EOF>");
    }

    private Token Current => _tokens[_at];

    private Expr Expression()
    {
        if (++_depth > MaxDepth)
            throw new CelSyntaxException("expression recursion limit exceeded: " + MaxDepth, Current.Position);
        var condition = Or();
        if (Current is { Kind: TokenKind.Operator, Text: "?" } question)
        {
            _at++;
            var then = Or();
            Expect(":");
            condition = new Expr.Conditional(condition, then, Expression(), question.Position);
        }

        _depth--;
        return condition;
    }

    private Expr Or()
    {
        var left = And();
        while (TryOperator("||") is { } token)
            left = new Expr.Or(left, And(), token.Position);
        return left;
    }

    private Expr And()
    {
        var left = Relation();
        while (TryOperator("&&") is { } token)
            left = new Expr.And(left, Relation(), token.Position);
        return left;
    }

    private Expr Relation()
    {
        var left = Addition();
        while (true)
        {
            var token = Current;
            if (token.Kind == TokenKind.Operator && Relations.Contains(token.Text))
            {
                _at++;
                left = new Expr.Call(null, $"_{token.Text}_", [left, Addition()], token.Position);
            }
            else if (token is { Kind: TokenKind.Identifier, Text: "in" })
            {
                _at++;
                left = new Expr.Call(null, "@in", [left, Addition()], token.Position);
            }
            else
            {
                return left;
            }
        }
    }

    private Expr Addition()
    {
        var left = Multiplication();
        while (TryOperator("+", "-") is { } token)
            left = new Expr.Call(null, $"_{token.Text}_", [left, Multiplication()], token.Position);
        return left;
    }

    private Expr Multiplication()
    {
        var left = Unary();
        while (TryOperator("*", "/", "%") is { } token)
            left = new Expr.Call(null, $"_{token.Text}_", [left, Unary()], token.Position);
        return left;
    }

    private Expr Unary()
    {
        if (TryOperator("!", "-") is not { } sign)
            return Member();
        if (sign.Text == "-" && Current.Kind is TokenKind.Int or TokenKind.Double && _tokens[_at + 1] is not { Kind: TokenKind.Operator, Text: "." or "[" })
        {
            var number = _tokens[_at++];
            return new Expr.Literal(number.Value is double d ? (object)-d : unchecked(-(long)(ulong)number.Value!), sign.Position);
        }

        if (++_depth > MaxDepth)
            throw new CelSyntaxException("expression recursion limit exceeded: " + MaxDepth, sign.Position);
        var operand = Unary();
        _depth--;
        return new Expr.Call(null, sign.Text == "!" ? "!_" : "-_", [operand], sign.Position);
    }

    private Expr Member()
    {
        var expr = Primary();
        while (TryOperator(".", "[") is { } token)
        {
            var optional = TryOperator("?") is not null;
            if (token.Text == "[")
            {
                var key = Expression();
                Expect("]");
                expr = new Expr.Index(expr, key, optional, token.Position);
                continue;
            }

            var name = Identifier();
            if (!optional && TryOperator("(") is { } open)
                expr = Macros.Member(expr, name.Text, Arguments(")"), open.Position);
            else
                expr = new Expr.Select(expr, name.Text, optional, token.Position);
        }

        return expr;
    }

    private Expr Primary()
    {
        var token = _tokens[_at];
        switch (token.Kind)
        {
            case TokenKind.Int:
                _at++;
                return (ulong)token.Value! <= long.MaxValue
                    ? new Expr.Literal((long)(ulong)token.Value!, token.Position)
                    : throw new CelSyntaxException("invalid int literal", token.Position);
            case TokenKind.Uint or TokenKind.Double or TokenKind.String or TokenKind.Bytes:
                _at++;
                return new Expr.Literal(token.Value, token.Position);
            case TokenKind.Identifier:
                return Named(token);
            case TokenKind.Operator when token.Text == "(":
                _at++;
                var inner = Expression();
                Expect(")");
                return inner;
            case TokenKind.Operator when token.Text == ".":
                _at++;
                return Named(Current);
            case TokenKind.Operator when token.Text == "[":
                _at++;
                return new Expr.ListLiteral(Elements(), token.Position);
            case TokenKind.Operator when token.Text == "{":
                _at++;
                return new Expr.MapLiteral(Entries(), token.Position);
            default:
                throw Unexpected("{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}");
        }
    }

    private Expr Named(Token token)
    {
        switch (token.Text)
        {
            case "true" or "false":
                _at++;
                return new Expr.Literal(token.Text == "true", token.Position);
            case "null":
                _at++;
                return new Expr.Literal(null, token.Position);
        }

        var name = Identifier();
        if (Reserved.Contains(name.Text))
            throw new CelSyntaxException($"reserved identifier: {name.Text}", name.Position);
        return TryOperator("(") is { } open
            ? Macros.Global(name.Text, Arguments(")"), open.Position)
            : new Expr.Identifier(name.Text, name.Position);
    }

    private List<Expr> Arguments(string close)
    {
        var args = new List<Expr>();
        while (TryOperator(close) is null)
        {
            if (args.Count > 0)
                Expect(",");
            args.Add(Expression());
        }

        return args;
    }

    private List<Expr.Element> Elements()
    {
        var items = new List<Expr.Element>();
        while (TryOperator("]") is null)
        {
            var optional = TryOperator("?") is not null;
            items.Add(new Expr.Element(Expression(), optional));
            if (TryOperator(",") is null && Current.Text != "]")
                throw Unexpected("{']', ','}");
        }

        return items;
    }

    private List<Expr.Entry> Entries()
    {
        var entries = new List<Expr.Entry>();
        while (TryOperator("}") is null)
        {
            var optional = TryOperator("?") is not null;
            var key = Expression();
            Expect(":");
            entries.Add(new Expr.Entry(key, Expression(), optional));
            if (TryOperator(",") is null && Current.Text != "}")
                throw Unexpected("{'}', ','}");
        }

        return entries;
    }

    private Token Identifier() =>
        Current is { Kind: TokenKind.Identifier, Text: not ("in" or "true" or "false" or "null") } ? _tokens[_at++] : throw Unexpected("IDENTIFIER");

    private Token? TryOperator(params ReadOnlySpan<string> signs) =>
        Current.Kind == TokenKind.Operator && signs.Contains(Current.Text) ? _tokens[_at++] : null;

    private void Expect(string sign)
    {
        if (TryOperator(sign) is null)
            throw Unexpected($"'{sign}'");
    }

    private CelSyntaxException Unexpected(string expected) =>
        new($"Syntax error: mismatched input '{Current.Text}' expecting {expected}", Current.Position);
}
