using System.Text;
using October.Tasks.Messages.Headers;

namespace October.Tasks.Messages;

public sealed class PythonReprTests
{
    [Theory]
    [InlineData("null", "None")]
    [InlineData("[]", "[]")]
    [InlineData("[true,false,1.5e3]", "[True, False, 1.5e3]")]
    [InlineData("""{"a":[1,{"b":null}],"c":{}}""", "{'a': [1, {'b': None}], 'c': {}}")]
    [InlineData("\"it's\"", "\"it's\"")]
    [InlineData(""" "a'b\"c\n\u0001ü" """, "'a\\'b\"c\\n\\x01ü'")]
    [InlineData("\"\\ud800\"", "'\\\\ud800'")]
    public void Values_are_shown_as_Python_shows_them(string json, string repr) => Assert.Equal(repr, PythonRepr.Of(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("[]", "()")]
    [InlineData("[1]", "(1,)")]
    [InlineData("[[1,2]]", "([1, 2],)")]
    [InlineData("[1,[2]]", "(1, [2])")]
    public void Arguments_are_a_tuple(string json, string repr) => Assert.Equal(repr, PythonRepr.OfTuple(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Long_values_are_cut()
    {
        Assert.Equal(1027, PythonRepr.Of(Encoding.UTF8.GetBytes($"\"{new string('a', 5000)}\"")).Length);
        Assert.Equal(1027, PythonRepr.Of(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Range(0, 5000))}]")).Length);
    }

    [Fact]
    public void What_the_sender_hides_is_read_from_the_headers()
    {
        var envelope = """{"body":"W10=","headers":{"task":"t","shadow":"s","argsrepr":"('***',)","kwargsrepr":"{}"},"properties":{}}"""u8;

        Assert.Equal(new HeaderTexts("s", "('***',)", "{}"), HeaderTexts.Read(envelope));
        Assert.Equal(default, HeaderTexts.Read("""{"headers":[1],"properties":{}}"""u8));
        var large = System.Text.Encoding.UTF8.GetBytes($$$"""{"headers":{"shadow":"{{{new string('s', 8_000_000)}}}"},"properties":{}}""");
        Assert.Equal(new string('s', 1024) + "...", HeaderTexts.Read(large).Shadow);
    }
}
