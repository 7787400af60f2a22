using October.LocalCluster.ApiServer.Validation;

namespace October.LocalCluster.ApiServer.Selectors;

/// <summary>The grammar of label selectors, token by token, with the real parser's sentences.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private static readonly char[] Special = ['=', '!', '(', ')', ',', '>', '<'];
    private int _position;

    public List<LabelSelector.Requirement> Parse()
    {
        var result = new List<LabelSelector.Requirement>();
        while (true)
        {
            var first = Peek();
            if (first.Length == 0)
                return result;
            if (first != "!" && IsSpecial(first))
                throw new FormatException($"found '{first}', expected: !, identifier, or 'end of string'");
            try
            {
                result.Add(ParseRequirement());
            }
            catch (FormatException exception)
            {
                throw new FormatException($"unable to parse requirement: {exception.Message}", exception);
            }

            var token = Next();
            if (token.Length == 0)
                return result;
            if (token != ",")
                throw new FormatException($"found '{token}', expected: ',' or 'end of string'");
            var following = Peek();
            if (following is "" or ",")
                throw new FormatException($"found '{following}', expected: identifier after ','");
        }
    }

    private LabelSelector.Requirement ParseRequirement()
    {
        var negated = Peek() == "!";
        if (negated)
            Next();
        var key = Next();
        if (key.Length == 0 || IsSpecial(key))
            throw new FormatException($"found '{key}', expected: identifier");
        LabelValidation.CheckKey(key);
        if (negated)
            return new LabelSelector.Requirement(key, "DoesNotExist", []);
        if (Peek() is "" or ",")
            return new LabelSelector.Requirement(key, "Exists", []);
        var op = Next();
        return op switch
        {
            "=" or "==" => Checked(key, "In", [Value()]),
            "!=" => Checked(key, "NotIn", [Value()]),
            "in" => Checked(key, "In", Values()),
            "notin" => Checked(key, "NotIn", Values()),
            ">" => Number(key, "Gt"),
            "<" => Number(key, "Lt"),
            _ => throw new FormatException($"found '{op}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private static LabelSelector.Requirement Checked(string key, string op, IReadOnlyList<string> values)
    {
        foreach (var value in values)
            LabelValidation.CheckValue(value);
        return new LabelSelector.Requirement(key, op, values);
    }

    private LabelSelector.Requirement Number(string key, string op)
    {
        var value = Value();
        return long.TryParse(value, out _)
            ? new LabelSelector.Requirement(key, op, [value])
            : throw new FormatException($"values[0][{key}]: Invalid value: \"{value}\": for 'Gt', 'Lt' operators, the value must be an integer");
    }

    /// <summary>An exact value; nothing before the end or a comma means the empty value.</summary>
    private string Value()
    {
        if (Peek() is "" or ",")
            return "";
        var token = Next();
        return IsSpecial(token) ? throw new FormatException($"found '{token}', expected: identifier") : token;
    }

    private List<string> Values()
    {
        if (Next() is var open && open != "(")
            throw new FormatException($"found '{open}' expected: '('");
        var values = new List<string>();
        while (true)
        {
            switch (Peek())
            {
                case ")":
                    Next();
                    values.Add("");
                    return Distinct(values);
                case ",":
                    Next();
                    values.Add("");
                    continue;
            }

            var token = Next();
            if (token.Length == 0 || IsSpecial(token))
                throw new FormatException($"found '{token}', expected: ',', ')' or identifier");
            values.Add(token);
            var separator = Next();
            if (separator == ")")
                return Distinct(values);
            if (separator != ",")
                throw new FormatException($"found '{separator}', expected: ',' or ')'");
        }
    }

    private static List<string> Distinct(List<string> values) => [.. values.Distinct(StringComparer.Ordinal)];

    private static bool IsSpecial(string token) => token.Length > 0 && Special.Contains(token[0]);

    private string Peek()
    {
        var saved = _position;
        var token = Next();
        _position = saved;
        return token;
    }

    private string Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
            _position++;
        if (_position == text.Length)
            return "";
        var start = _position;
        if (Special.Contains(text[start]))
        {
            var two = start + 2 <= text.Length ? text.Substring(start, 2) : "";
            _position += two is "==" or "!=" ? 2 : 1;
            return text[start.._position];
        }

        while (_position < text.Length && !char.IsWhiteSpace(text[_position]) && !Special.Contains(text[_position]))
            _position++;
        return text[start.._position];
    }
}
