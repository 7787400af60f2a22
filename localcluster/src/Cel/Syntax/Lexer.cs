using System.Globalization;

namespace October.LocalCluster.Cel.Syntax;

/// <summary>Splits an expression into tokens, after the grammar of the CEL specification.</summary>
internal sealed class Lexer
{
    private static readonly string[] Operators =
        ["&&", "||", "==", "!=", "<=", ">=", ".", ",", "(", ")", "[", "]", "{", "}", "?", ":", "+", "-", "*", "/", "%", "!", "<", ">"];

    private readonly string _text;
    private int _at;

    private Lexer(string text) => _text = text;

    public static IReadOnlyList<Token> Read(string text)
    {
        var lexer = new Lexer(text);
        var tokens = new List<Token>();
        do
        {
            tokens.Add(lexer.Next());
        }
        while (tokens[^1].Kind != TokenKind.End);
        return tokens;
    }

    private Token Next()
    {
        SkipBlanks();
        var start = _at;
        if (_at == _text.Length)
            return new Token(TokenKind.End, "<EOF>", null, start);
        var c = _text[_at];
        if (c is '"' or '\'' || StringPrefix() > 0)
            return StringToken(start);
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
            return NumberToken(start);
        if (char.IsAsciiLetter(c) || c == '_')
        {
            while (char.IsAsciiLetterOrDigit(Peek(0)) || Peek(0) == '_')
                _at++;
            return new Token(TokenKind.Identifier, _text[start.._at], null, start);
        }

        foreach (var sign in Operators)
        {
            if (string.CompareOrdinal(_text, _at, sign, 0, sign.Length) != 0)
                continue;
            _at += sign.Length;
            return new Token(TokenKind.Operator, sign, null, start);
        }

        throw new CelSyntaxException($"Syntax error: token recognition error at: '{c}'", start);
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private void SkipBlanks()
    {
        while (_at < _text.Length)
        {
            if (_text[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
                _at++;
            else if (Peek(0) == '/' && Peek(1) == '/')
                _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length;
            else
                return;
        }
    }

    /// <summary>The length of <c>r</c>, <c>b</c>, <c>rb</c> … before a quote, or 0.</summary>
    private int StringPrefix()
    {
        for (var n = 1; n <= 2; n++)
        {
            var prefix = string.Concat(_text.AsSpan(_at, Math.Min(n, _text.Length - _at)).ToString().ToLowerInvariant().Order());
            if (Peek(n) is '"' or '\'' && prefix is "r" or "b" or "br" && prefix.Length == n)
                return n;
        }

        return 0;
    }

    private Token StringToken(int start)
    {
        var prefix = _text.Substring(_at, StringPrefix()).ToLowerInvariant();
        _at += prefix.Length;
        var quote = _text[_at];
        var triple = Peek(1) == quote && Peek(2) == quote;
        var (raw, bytes) = (prefix.Contains('r'), prefix.Contains('b'));
        _at += triple ? 3 : 1;
        var from = _at;
        var end = triple ? new string(quote, 3) : quote.ToString();
        while (string.CompareOrdinal(_text, _at, end, 0, end.Length) != 0)
        {
            if (_at >= _text.Length || (!triple && _text[_at] is '\n' or '\r'))
                throw new CelSyntaxException($"Syntax error: token recognition error at: '{_text[start.._at]}'", start);
            // A backslash takes what it escapes along, unless the text ends there.
            _at = Math.Min(_text.Length, _at + (!raw && _text[_at] == '\\' ? 2 : 1));
        }

        var content = _text[from.._at];
        _at += end.Length;
        return bytes
            ? new Token(TokenKind.Bytes, _text[start.._at], StringEscapes.Bytes(content, raw, start), start)
            : new Token(TokenKind.String, _text[start.._at], StringEscapes.Text(content, raw, start), start);
    }

    private Token NumberToken(int start)
    {
        if (Peek(0) == '0' && Peek(1) is 'x' or 'X')
        {
            _at += 2;
            while (char.IsAsciiHexDigit(Peek(0)))
                _at++;
            return Whole(start, _text[(start + 2).._at], NumberStyles.AllowHexSpecifier);
        }

        Digits();
        var isDouble = false;
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            isDouble = true;
            _at++;
            Digits();
        }

        if (Peek(0) is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            isDouble = true;
            _at += 2;
            Digits();
        }

        return isDouble
            ? new Token(
                TokenKind.Double, _text[start.._at], double.Parse(_text.AsSpan(start, _at - start), NumberStyles.Float, CultureInfo.InvariantCulture), start)
            : Whole(start, _text[start.._at], NumberStyles.None);
    }

    private void Digits()
    {
        while (char.IsAsciiDigit(Peek(0)))
            _at++;
    }

    /// <summary>An int keeps its magnitude as ulong, since the smallest int is written with a minus before a number that fits no long.</summary>
    private Token Whole(int start, string digits, NumberStyles style)
    {
        var isUint = Peek(0) is 'u' or 'U';
        if (isUint)
            _at++;
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out var value) || (!isUint && value > 1UL << 63))
            throw new CelSyntaxException(isUint ? "invalid uint literal" : "invalid int literal", start);
        return new Token(isUint ? TokenKind.Uint : TokenKind.Int, _text[start.._at], value, start);
    }
}
