namespace October.Tasks.Schedules;

public sealed class ScheduleTextTests
{
    [Fact]
    public void All_that_a_schedule_says_is_read_and_written_again()
    {
        const string Text = """
            {"name":"n","task":"t","cron":"*/5 3 * * 1-5","every":null,"timeZone":"Europe/Berlin","args":[1,{"a":null}],"kwargs":{"k":"$"},
            "queue":"q","priority":3,"missed":"skip"}
            """;

        var schedule = Assert.Single(ScheduleText.ReadAll($"[{Text}]"));

        Assert.Equal((MissedPolicy.Skip, 3), (schedule.Missed, schedule.Priority));
        Assert.Equal(Text.Replace("\n", "", StringComparison.Ordinal), ScheduleText.Write(schedule));
    }

    [Fact]
    public void What_can_be_read_can_be_written_and_read_again_however_deep_its_arguments_are()
    {
        var text = $$"""[{"name":"n","task":"t","every":"1s","args":{{new string('[', 98)}}{{new string(']', 98)}}}]""";

        var written = ScheduleText.Write(Assert.Single(ScheduleText.ReadAll(text)));

        Assert.Equal(98, Assert.Single(ScheduleText.ReadAll($"[{written}]")).Args.Length / 2);
    }

    [Theory]
    [InlineData("{}", "is no list")]
    [InlineData("[", "is not JSON")]
    [InlineData("""[{"task":"t","every":"1s"}]""", "without a name")]
    [InlineData("""[{"name":"a b","task":"t","every":"1s"}]""", "without a name")]
    [InlineData("""[{"name":"\ud800","task":"t","every":"1s"}]""", "has a text that is none")]
    [InlineData("""[{"name":".","task":"t","every":"1s"}]""", "without a name")]
    [InlineData("""[{"name":"..","task":"t","every":"1s"}]""", "without a name")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","args":["\ud800"]}]""", "has a text that is none")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","args":[{"\udfff":1}]}]""", "has a text that is none")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","kwargs":{"\ud83d":1}}]""", "has a text that is none")]
    [InlineData("""[{"name":"n","every":"1s"}]""", "\"n\", which needs the name of a task")]
    [InlineData("""[{"name":"n","task":"t"}]""", "needs either cron or every")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","cron":"@daily"}]""", "needs either cron or every")]
    [InlineData("""[{"name":"n","task":"t","every":"10ms"}]""", "at least 1s")]
    [InlineData("""[{"name":"n","task":"t","cron":"61 * * * *"}]""", "cron expression that cannot be read")]
    [InlineData("""[{"name":"n","task":"t","cron":"@daily","timeZone":"Mars/Base"}]""", "time zone \"Mars/Base\"")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","args":{}}]""", "args, which must be a list")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","queue":"october:x"}]""", "must not begin with")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","missed":"twice"}]""", "once or skip")]
    [InlineData("""[{"name":"n","task":"t","every":"1s","crom":"x"}]""", "unknown field \"crom\"")]
    [InlineData("""[{"name":"n","task":"t","every":"1s"},{"name":"n","task":"t","every":"1s"}]""", "the name \"n\" twice")]
    public void What_cannot_be_used_is_refused_with_the_reason(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => ScheduleText.ReadAll(text)).Message, StringComparison.Ordinal);
}
