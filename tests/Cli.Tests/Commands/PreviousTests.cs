using October.Crd;
using October.Crd.Status;

namespace October.Cli.Commands;

public sealed class PreviousTests
{
    [Fact]
    public void The_newest_that_succeeded_and_does_not_serve_is_meant() =>
        Assert.Equal(
            "a-2",
            Previous.Of(App("a-4", ("a-4", "Succeeded"), ("a-3", "RolledBack"), ("a-2", "Succeeded"), ("a-1", "Succeeded")), ["a-1", "a-2", "a-3", "a-4"]));

    [Fact]
    public void One_that_is_no_longer_kept_is_passed_over() =>
        Assert.Equal("a-1", Previous.Of(App("a-3", ("a-3", "Succeeded"), ("a-2", "Succeeded"), ("a-1", "Succeeded")), ["a-1", "a-3"]));

    [Fact]
    public void Without_one_the_user_is_told_where_to_look() =>
        Assert.Contains(
            "october history", Assert.Throws<CliException>(() => Previous.Of(App("a-1", ("a-1", "Succeeded")), ["a-1"])).Message, StringComparison.Ordinal);

    private static V1OctoberApp App(string current, params (string Revision, string Outcome)[] history) => new()
    {
        Status = new V1OctoberAppStatus
        {
            Revisions = new RevisionsStatus { Current = current },
            History = [.. history.Select(entry => new HistoryEntry { Revision = entry.Revision, Outcome = entry.Outcome })],
        },
    };
}
