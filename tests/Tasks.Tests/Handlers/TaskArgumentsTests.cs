using System.Text.Json;

namespace October.Tasks.Handlers;

public sealed class TaskArgumentsTests
{
    private static readonly ITaskHandler Repeat = TaskHandler.Create(
        "repeat",
        JsonTypes.Text.Parameter("text"),
        JsonTypes.Integer.Parameter("times", 2),
        JsonTypes.Text,
        static (text, times, _, _) => ValueTask.FromResult(string.Concat(Enumerable.Repeat(text, (int)times))));

    [Theory]
    [InlineData("""["ab",3]""", "{}", "\"ababab\"")]
    [InlineData("""["ab"]""", """{"times":1}""", "\"ab\"")]
    [InlineData("[]", """{"times":1,"text":"x"}""", "\"x\"")]
    [InlineData("""["ab"]""", "{}", "\"abab\"")]
    public async Task Arguments_bind_by_position_then_name_then_default(string args, string kwargs, string result) =>
        Assert.Equal(result, await CallAsync(args, kwargs));

    [Theory]
    [InlineData("[]", "{}", "repeat() missing 1 required positional argument: 'text'")]
    [InlineData("""["a",1,2]""", "{}", "repeat() takes from 1 to 2 positional arguments but 3 were given")]
    [InlineData("""["a"]""", """{"text":"b"}""", "repeat() got multiple values for argument 'text'")]
    [InlineData("""["a"]""", """{"speed":1}""", "repeat() got an unexpected keyword argument 'speed'")]
    [InlineData("[1]", "{}", "repeat() argument 'text' must be a string, not a number")]
    [InlineData("""["a",1.5]""", "{}", "repeat() argument 'times' must be an integer, not a number")]
    [InlineData("[null]", "{}", "repeat() argument 'text' must be a string, not null")]
    public async Task Arguments_that_do_not_fit_are_refused_in_Pythons_words(string args, string kwargs, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<ArgumentBindingException>(() => CallAsync(args, kwargs))).Message);

    /// <summary>Python's texts may have it, as its names of files do. No retry makes it a text of .NET.</summary>
    [Theory]
    [InlineData("""["\ud800"]""", "{}", "repeat() argument 'text' cannot be read as a string: ")]
    [InlineData("[]", """{"text":"a\udcff"}""", "repeat() argument 'text' cannot be read as a string: ")]
    [InlineData("""["a"]""", """{"\udcff":1}""", "repeat() got an unexpected keyword argument '\uFFFD'")]
    public async Task Half_a_pair_of_surrogates_is_an_argument_that_does_not_fit(string args, string kwargs, string message) =>
        Assert.StartsWith(
            message, (await Assert.ThrowsAsync<ArgumentBindingException>(() => CallAsync(args, kwargs))).Message, StringComparison.Ordinal);

    private static async Task<string> CallAsync(string args, string kwargs)
    {
        using var positional = JsonDocument.Parse(args);
        using var named = JsonDocument.Parse(kwargs);
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
            await Repeat.RunAsync(
                new TaskArguments("repeat", positional.RootElement, named.RootElement),
                json,
                new TaskContext(new() { Id = "1", Task = "repeat" }, DateTimeOffset.UnixEpoch),
                TestContext.Current.CancellationToken);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
