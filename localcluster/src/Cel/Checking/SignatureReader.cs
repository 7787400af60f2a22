namespace October.LocalCluster.Cel.Checking;

/// <summary>
/// Reads signatures as they are written in the language's documents: <c>id: size(list(A)) -> int</c>, <c>id: string.trim() -> string</c>.
/// A single capital letter is a parameter.
/// </summary>
internal sealed class SignatureReader
{
    private readonly string _text;
    private int _at;

    private SignatureReader(string text) => _text = text;

    /// <summary>Each line of a table, with the function that it is an overload of.</summary>
    public static IEnumerable<(string Function, Signature Signature)> Read(string table) =>
        table.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(line => new SignatureReader(line).Line());

    public static StaticType Type(string text) => new SignatureReader(text).Type();

    private (string Function, Signature Signature) Line()
    {
        var id = Until(": ");
        var arrow = _text.LastIndexOf(" -> ", StringComparison.Ordinal);
        var open = CallParenthesis(arrow);
        var head = _text[_at..open];
        // A member's name is what stands behind the last dot that is outside of its receiver's type; "global " marks names with dots.
        var isGlobal = head.StartsWith("global ", StringComparison.Ordinal) || !head.Contains('.', StringComparison.Ordinal);
        var function = isGlobal ? head.Replace("global ", "", StringComparison.Ordinal) : head[(head.LastIndexOf('.') + 1)..];
        var arguments = new List<StaticType>();
        if (!isGlobal)
            arguments.Add(Type(head[..head.LastIndexOf('.')]));
        _at = open + 1;
        while (_text[_at] != ')')
        {
            arguments.Add(Type());
            if (_text[_at] == ',')
                _at += 2;
        }

        return (function, new Signature(id, !isGlobal, arguments, Type(_text[(arrow + 4)..])));
    }

    /// <summary>Where the arguments begin: the parenthesis that the last one before the arrow closes.</summary>
    private int CallParenthesis(int arrow)
    {
        var depth = 0;
        for (var i = arrow - 1; i >= 0; i--)
        {
            depth += _text[i] == ')' ? 1 : _text[i] == '(' ? -1 : 0;
            if (depth == 0)
                return i;
        }

        throw new FormatException($"no arguments in the signature '{_text}'");
    }

    private string Until(string mark)
    {
        var end = _text.IndexOf(mark, _at, StringComparison.Ordinal);
        var part = _text[_at..end];
        _at = end + mark.Length;
        return part;
    }

    private StaticType Type()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_'))
            _at++;
        var name = _text[start.._at];
        var parameters = new List<StaticType>();
        if (_at < _text.Length && _text[_at] == '(')
        {
            do
            {
                _at += _text[_at] == ',' ? 2 : 1;
                parameters.Add(Type());
            }
            while (_text[_at] == ',');
            _at++;
        }

        return name switch
        {
            "dyn" => StaticType.Dyn,
            "null" => StaticType.Null,
            "bool" => StaticType.Bool,
            "int" => StaticType.Int,
            "uint" => StaticType.Uint,
            "double" => StaticType.Double,
            "string" => StaticType.String,
            "bytes" => StaticType.Bytes,
            "duration" => StaticType.Duration,
            "timestamp" => StaticType.Timestamp,
            "list" => StaticType.List(parameters[0]),
            "map" => StaticType.Map(parameters[0], parameters[1]),
            "type" => StaticType.TypeOf(parameters[0]),
            [>= 'A' and <= 'Z'] => StaticType.Parameter(name),
            _ => StaticType.Opaque(name, parameters),
        };
    }
}
