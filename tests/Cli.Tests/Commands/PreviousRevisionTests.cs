using October.Crd;
using October.Crd.Status;

namespace October.Cli.Commands;

public sealed class PreviousRevisionTests
{
    [Fact]
    public void The_newest_that_succeeded_and_is_not_current_is_found() =>
        Assert.Equal(
            "a-2",
            PreviousRevision.Find(
                App("a-4", ("a-4", "Succeeded"), ("a-3", "RolledBack"), ("a-2", "Succeeded"), ("a-1", "Succeeded")), ["a-1", "a-2", "a-3", "a-4"]));

    [Fact]
    public void A_deleted_revision_is_skipped() =>
        Assert.Equal("a-1", PreviousRevision.Find(App("a-3", ("a-3", "Succeeded"), ("a-2", "Succeeded"), ("a-1", "Succeeded")), ["a-1", "a-3"]));

    [Fact]
    public void Without_one_the_message_names_october_history() =>
        Assert.Contains(
            "october history",
            Assert.Throws<CliException>(() => PreviousRevision.Find(App("a-1", ("a-1", "Succeeded")), ["a-1"])).Message,
            StringComparison.Ordinal);

    private static V1OctoberApp App(string current, params (string Revision, string Outcome)[] history) => new()
    {
        Status = new V1OctoberAppStatus
        {
            Revisions = new RevisionsStatus { Current = current },
            History = [.. history.Select(entry => new HistoryEntry { Revision = entry.Revision, Outcome = entry.Outcome })],
        },
    };
}
