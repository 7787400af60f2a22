using October.Crd.Status;

namespace October.Operator.Decide.Status;

public sealed class HistoryLogTests
{
    [Theory]
    [InlineData("Superseded")]
    [InlineData("Failed")]
    [InlineData("RolledBack")]
    public void Many_quick_changes_do_not_push_out_what_succeeded(string outcome)
    {
        var history = new List<HistoryEntry>();
        for (var i = 1; i <= 7; i++)
            history = HistoryLog.Add(history, Entry($"good{i}", "Succeeded"));
        for (var i = 1; i <= 50; i++)
            history = HistoryLog.Add(history, Entry($"bad{i}", outcome));
        Assert.Equal(10, history.Count);
        Assert.Equal(["good7", "good6", "good5", "good4", "good3"], history.Where(entry => entry.Outcome == "Succeeded").Select(entry => entry.Revision));
        Assert.Equal("bad50", history[0].Revision);
    }

    [Fact]
    public void The_newest_ten_are_kept_where_all_succeed()
    {
        var history = new List<HistoryEntry>();
        for (var i = 1; i <= 12; i++)
            history = HistoryLog.Add(history, Entry($"good{i}", "Succeeded"));
        Assert.Equal(Enumerable.Range(3, 10).Reverse().Select(i => $"good{i}"), history.Select(entry => entry.Revision));
    }

    [Fact]
    public void An_attempt_that_fails_again_in_the_same_way_is_one_entry_from_its_first_start()
    {
        var first = Entry("bad", "Failed");
        first.StartedAt = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var history = HistoryLog.Add(HistoryLog.Add([], first), Entry("bad", "Failed"));
        Assert.Equal(first.StartedAt, Assert.Single(history).StartedAt);
    }

    private static HistoryEntry Entry(string revision, string outcome) => new() { Revision = revision, Outcome = outcome, Action = "Update" };
}
