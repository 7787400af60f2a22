using System.Text.Json.Nodes;
using October.Crd.Spec;

namespace October.Operator.Reconcile.Model;

public sealed class RevisionSetTests
{
    private static readonly HashSet<string> None = [];

    [Fact]
    public void The_oldest_beyond_the_limit_are_too_many() =>
        Assert.Equal(
            [("r2", "spec.revisionHistoryLimit (3)"), ("r1", "spec.revisionHistoryLimit (3)")],
            Surplus([1000, 1000, 1000, 1000, 1000], 3, None));

    [Fact]
    public void The_oldest_beyond_what_all_together_may_have_are_too_many() =>
        Assert.Equal(
            [("r2", "the 4 MiB that all revisions of an app may have"), ("r1", "the 4 MiB that all revisions of an app may have")],
            Surplus([1_400_000, 1_400_000, 1_400_000, 1_400_000, 1_300_000], 100, None));

    [Fact]
    public void However_large_what_is_needed_stays() =>
        Assert.Equal(["r3"], Surplus([3_000_000, 3_000_000, 3_000_000], 100, new HashSet<string> { "r1", "r2" }).Select(one => one.Hash));

    private static IEnumerable<(string Hash, string Limit)> Surplus(long[] sizes, int limit, IReadOnlySet<string> needed) =>
        new RevisionSet(
            new V1OctoberAppSpec(),
            "r1",
            sizes.Select((size, at) => new StoredRevision($"r{at + 1}", at + 1, null, size, new Lazy<JsonObject?>(() => null))))
            .Surplus(limit, needed, None)
            .Select(one => (one.Revision.Hash, one.Limit));
}
