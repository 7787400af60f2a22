using System.Text;
using October.Tasks.Client;

namespace October.Api.Tasks;

public sealed class TaskRequestReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_option_reaches_the_task() => Assert.Equal(
        new EnqueueOptions
        {
            Queue = "slow",
            Priority = 3,
            Eta = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero),
            Expires = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
            MaxRetries = 4,
            RetryDelay = TimeSpan.FromSeconds(0.5),
            MaxRetryDelay = TimeSpan.FromMinutes(1),
            IgnoreResult = true,
            HardTimeLimit = TimeSpan.FromSeconds(30),
            SoftTimeLimit = TimeSpan.FromSeconds(20),
            TaskId = "one",
        },
        TaskRequestReader.Read(Encoding.UTF8.GetBytes("""
            {"options":{"queue":"slow","priority":3,"eta":"2026-01-31T12:00:00Z","expires":"2026-02-01T00:00:00Z","max_retries":4,
            "retry_delay":0.5,"max_retry_delay":60,
            "ignore_result":true,"time_limit":30,"soft_time_limit":20,"task_id":"one"}}
            """), Now).Options);

    [Fact]
    public void A_countdown_reaches_the_task() => Assert.Equal(TimeSpan.FromSeconds(5), Read("""{"options":{"countdown":5}}""").Options.Countdown);

    [Theory]
    [InlineData("2027-01-01T00:00:00Z", true)]
    [InlineData("2027-01-01T00:00:01Z", false)]
    [InlineData("9999-12-31T23:59:59Z", false)]
    [InlineData("0001-01-01T00:00:00Z", true)]
    public void An_eta_is_at_most_a_year_from_now_as_a_countdown_is(string eta, bool fits)
    {
        var body = $$$"""{"options":{"eta":"{{{eta}}}"}}""";
        if (fits)
            Assert.Equal(DateTimeOffset.Parse(eta, System.Globalization.CultureInfo.InvariantCulture), Read(body).Options.Eta);
        else
            Assert.Equal("Option \"eta\" must be a time at most a year from now.", Assert.Throws<TaskRequestException>(() => Read(body)).Message);
    }

    /// <summary>As Celery takes it. To be seen on a machine whose zone is another.</summary>
    [Theory]
    [InlineData("2026-01-31T12:00:00")]
    [InlineData("2026-01-31T12:00:00Z")]
    [InlineData("2026-01-31T13:00:00+01:00")]
    public void A_time_without_an_offset_is_one_of_UTC(string time)
    {
        var noon = new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

        var read = Read($$$"""{"options":{"eta":"{{{time}}}"}}""").Options;

        Assert.Equal(noon, read.Eta);
        Assert.Equal(noon, Read($$$"""{"options":{"expires":"{{{time}}}"}}""").Options.Expires);
    }

    [Theory]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("...", true)]
    [InlineData(".a", true)]
    public void What_a_path_cannot_name_is_no_id(string id, bool fits)
    {
        Assert.Equal(fits, TaskText.Fits(id));
        var body = $$$"""{"options":{"task_id":"{{{id}}}"}}""";
        if (fits)
            Assert.Equal(id, Read(body).Options.TaskId);
        else
            Assert.Contains("other than \".\" and \"..\"", Assert.Throws<TaskRequestException>(() => Read(body)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_body() => Assert.Equal("[1]", Encoding.UTF8.GetString(Read("\uFEFF{\"args\":[1]}").Args.Span));

    [Theory]
    [InlineData("""{"args":[1],"args":[2]}""", "The body is not JSON: Duplicate")]
    [InlineData("""{"kwargs":{"x":1,"x":2}}""", "The body is not JSON: Duplicate")]
    [InlineData("""{"options":{"priority":1,"priority":2}}""", "The body is not JSON: Duplicate")]
    [InlineData("""{"args":[NaN]}""", "The body is not JSON")]
    [InlineData("""{"options":{"task_id":"\ud800"}}""", "The body has a string that is not valid UTF-16")]
    [InlineData("""{"options":{"queue":"\uDC00\uD800"}}""", "The body has a string that is not valid UTF-16")]
    [InlineData("""{"options":{"\udbff":1}}""", "The body has a string that is not valid UTF-16")]
    [InlineData("""{"\ud800":1}""", "The body has a string that is not valid UTF-16")]
    [InlineData("""{"args":[["\ud83d"]]}""", "The body has a string that is not valid UTF-16")]
    [InlineData("""{"kwargs":{"\ud83d":1}}""", "The body has a string that is not valid UTF-16")]
    [InlineData("""{"args":["\ud83d\ude00",NaN]}""", "The body is not JSON")]
    [InlineData("""{"options":{"eta":"2026-01-31T12:00:00Z","countdown":5}}""", "Options \"eta\" and \"countdown\"")]
    [InlineData("""{"options":{"soft_time_limit":30,"time_limit":20}}""", "Option \"soft_time_limit\" must be below")]
    [InlineData("""{"options":{"soft_time_limit":20,"time_limit":20}}""", "Option \"soft_time_limit\" must be below")]
    [InlineData("""{"options":{"retry_delay":3,"max_retry_delay":2}}""", "Option \"retry_delay\" must be at most")]
    [InlineData("""{"options":{"eta":"2026-01-31T12:00:00Z","expires":"2026-01-30T12:00:00Z"}}""", "Option \"eta\" must be before")]
    [InlineData("""{"options":{"queue":"october:leases"}}""", "Option \"queue\" must not begin with")]
    [InlineData("""{"options":{"queue":"celery-task-meta-1"}}""", "Option \"queue\" must not begin with")]
    [InlineData("""{"options":{"queue":"unacked"}}""", "Option \"queue\" must not be a key")]
    [InlineData("""{"options":{"queue":"two words"}}""", "Option \"queue\" must consist of")]
    public void What_can_be_understood_in_two_ways_or_in_none_is_refused_with_a_sentence(string body, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<TaskRequestException>(() => Read(body)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_whole_pair_of_surrogates_is_a_character() =>
        Assert.Equal(
            """["\ud83d\uDE00","\\ud800"]""", Encoding.UTF8.GetString(Read("""{"args":["\ud83d\uDE00","\\ud800"]}""").Args.Span));

    [Fact]
    public void A_body_that_is_not_UTF_8_is_refused() =>
        Assert.Equal("The body is not UTF-8.", Assert.Throws<TaskRequestException>(() => TaskRequestReader.Read(new byte[] { 0x22, 0xC3, 0x22 }, Now)).Message);

    private static TaskRequest Read(string body) => TaskRequestReader.Read(Encoding.UTF8.GetBytes(body), Now);
}
