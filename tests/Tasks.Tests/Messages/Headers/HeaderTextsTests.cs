using System.Text;

namespace October.Tasks.Messages.Headers;

public sealed class HeaderTextsTests
{
    /// <summary>Else the arguments themselves were shown, which the sender has hidden.</summary>
    [Theory]
    [InlineData("shadow")]
    [InlineData("argsrepr")]
    [InlineData("kwargsrepr")]
    public void A_text_that_is_none_takes_the_others_with_it_in_no_place(string header)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal) { ["shadow"] = "***", ["argsrepr"] = "***", ["kwargsrepr"] = "***" };
        texts[header] = "\\ud800x";
        var headers = string.Join(',', texts.Select(static text => $"\"{text.Key}\":\"{text.Value}\""));

        var read = HeaderTexts.Read(Encoding.UTF8.GetBytes($$$"""{"headers":{"id":"a",{{{headers}}}},"body":"W10="}"""));

        Assert.Equal(texts.Values.Select(static text => text.Replace("\\ud800", "\uFFFD", StringComparison.Ordinal)), [read.Shadow, read.Args, read.Kwargs]);
    }
}
