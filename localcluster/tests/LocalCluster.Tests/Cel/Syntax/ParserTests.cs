using CsCheck;

namespace October.LocalCluster.Cel.Syntax;

public sealed class ParserTests
{
    private static readonly string[] Parts =
        ["self", ".a", "(", ")", "[", "]", "'x'", "1", "+", "&&", "?", ":", ".all(x, ", "{", "}", ",", "!", "-", "r\"", "\\"];

    [Theory]
    [InlineData(
        "self.n +",
        8,
        "Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, "
            + "IDENTIFIER}")]
    [InlineData("(1", 2, "Syntax error: mismatched input '<EOF>' expecting ')'")]
    [InlineData("1 2", 2, "Syntax error: mismatched input '2' expecting <EOF>")]
    [InlineData("a ? b", 5, "Syntax error: mismatched input '<EOF>' expecting ':'")]
    [InlineData("'abc", 0, "Syntax error: token recognition error at: ''abc'")]
    [InlineData("a # b", 2, "Syntax error: token recognition error at: '#'")]
    [InlineData("package.x", 0, "reserved identifier: package")]
    [InlineData("has(a)", 3, "invalid argument to has() macro")]
    [InlineData("[1].all(x + 1, true)", 10, "argument must be a simple name")]
    [InlineData("99999999999999999999", 0, "invalid int literal")]
    public void What_is_not_CEL_is_refused_at_its_place(string expression, int position, string message)
    {
        var refusal = Assert.Throws<CelSyntaxException>(() => Parser.Parse(expression));

        Assert.Equal((position, message), (refusal.Position, refusal.Message));
    }

    [Fact]
    public void Any_text_is_parsed_or_refused() =>
        Gen.OneOf(Gen.String, Gen.Int[0, 19].Select(static i => Parts[i]).Array[0, 12].Select(static parts => string.Concat(parts)))
            .Sample(static text =>
            {
                try
                {
                    return Parser.Parse(text) is not null;
                }
                catch (CelSyntaxException exception)
                {
                    return exception.Position >= 0 && exception.Position <= text.Length;
                }
            });

    [Fact]
    public void Depth_is_limited() =>
        Assert.Throws<CelSyntaxException>(() => Parser.Parse(new string('(', 5000) + "1" + new string(')', 5000)));
}
