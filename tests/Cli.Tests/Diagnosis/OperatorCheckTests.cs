using System.Text.Json.Nodes;

namespace October.Cli.Diagnosis;

public sealed class OperatorCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_operator_that_leads_and_has_reconciled_every_app_is_good() => Check(Verdict.Good, "operator a leads", Lease(5), App(3, 3, 600));

    [Fact]
    public void A_change_of_this_minute_may_wait() => Check(Verdict.Good, "operator a leads", Lease(5), App(3, 2, 10));

    [Fact]
    public void A_leader_that_leaves_a_change_alone_is_stuck() =>
        Check(
            Verdict.Missing,
            "operator a leads and is stuck: 1 of 2 apps have not been reconciled since they were changed, shops/shop for 10 min",
            Lease(5),
            App(3, 2, 600),
            App(1, 1, 600));

    [Fact]
    public void An_app_without_a_status_is_left_alone_too() => Check(Verdict.Missing, "operator a leads and is stuck", Lease(5), App(1, null, 7200));

    [Fact]
    public void An_old_lease_is_no_leader() => Check(Verdict.Missing, "no operator leads, and 1 of 1 apps", Lease(600), App(1, null, 600));

    [Fact]
    public void Without_leader_election_the_apps_tell() => Check(Verdict.Good, "without leader election", null, App(1, 1, 600));

    [Fact]
    public void Without_lease_and_apps_there_is_none() => Check(Verdict.Missing, "no operator leads", null);

    private static void Check(Verdict verdict, string what, JsonNode? lease, params JsonNode[] apps)
    {
        var finding = OperatorCheck.Of(lease, apps, Now);
        Assert.Equal(verdict, finding.Verdict);
        Assert.Contains(what, finding.What, StringComparison.Ordinal);
        Assert.Equal(verdict == Verdict.Good, finding.Advice is null);
    }

    private static JsonObject Lease(int secondsAgo) => new()
    {
        ["spec"] = new JsonObject { ["holderIdentity"] = "a", ["renewTime"] = Time(secondsAgo) },
    };

    /// <summary>Its status is newer than its last change.</summary>
    private static JsonObject App(long generation, long? observed, int changedSecondsAgo) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = "shop",
            ["namespace"] = "shops",
            ["generation"] = generation,
            ["creationTimestamp"] = Time(86400),
            ["managedFields"] = new JsonArray(
                new JsonObject { ["time"] = Time(changedSecondsAgo) }, new JsonObject { ["time"] = Time(1), ["subresource"] = "status" }),
        },
        ["status"] = observed is null ? null : new JsonObject { ["observedGeneration"] = observed },
    };

    private static string Time(int secondsAgo) => Now.AddSeconds(-secondsAgo).ToString("o", System.Globalization.CultureInfo.InvariantCulture);
}
