namespace October.LocalCluster.Controllers.Autoscaling;

public sealed class InitializationPeriodTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(13, false)]
    [InlineData(14, true)]
    [InlineData(299, true)]
    public void In_its_first_minutes_a_pods_sample_counts_when_it_was_ready_all_the_while(int seconds, bool counts) =>
        Assert.Equal(counts, InitializationPeriod.IsOver(Pod("True", readyAfter: 4), Start.AddSeconds(seconds), Window, Start.AddSeconds(seconds)));

    [Fact]
    public void Later_on_every_sample_of_a_ready_pod_counts() =>
        Assert.True(InitializationPeriod.IsOver(Pod("True", readyAfter: 299), Start.AddSeconds(300), Window, Start.AddSeconds(300)));

    [Fact]
    public void A_pod_that_is_not_ready_has_no_sample_that_counts() =>
        Assert.False(InitializationPeriod.IsOver(Pod("False", readyAfter: 4), Start.AddSeconds(400), Window, Start.AddSeconds(400)));

    private static System.Text.Json.Nodes.JsonObject Pod(string ready, int readyAfter) => Objects.Parse($"""
        status:
          startTime: "2026-01-01T00:00:00Z"
          conditions:
          - type: Ready
            status: "{ready}"
            lastTransitionTime: "{Start.AddSeconds(readyAfter):yyyy-MM-dd'T'HH:mm:ss'Z'}"
        """);
}
