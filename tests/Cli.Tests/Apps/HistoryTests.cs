using October.Crd.Status;

namespace October.Cli.Apps;

public sealed class HistoryTests
{
    private static readonly HistoryEntry[] NewestFirst =
    [
        new() { Revision = "e", Outcome = "Succeeded" },
        new() { Revision = "d", Outcome = "RolledBack" },
        new() { Revision = "c", Outcome = "Superseded" },
        new() { Revision = "b", Outcome = "Succeeded" },
        new() { Revision = "a", Outcome = "Failed" },
    ];

    [Theory]
    [InlineData(0, "b")]
    [InlineData(1, "b")]
    [InlineData(2, "b")]
    [InlineData(3, null)]
    [InlineData(4, null)]
    public void An_attempt_is_compared_with_what_served_and_not_with_what_failed_before(int attempt, string? served) =>
        Assert.Equal(served, HistoryCommand.ServedBefore(NewestFirst, attempt)?.Revision);
}
