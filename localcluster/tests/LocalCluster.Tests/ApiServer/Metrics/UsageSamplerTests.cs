using Microsoft.Extensions.Time.Testing;
using October.LocalCluster.Node.OperatingSystem;

namespace October.LocalCluster.ApiServer.Metrics;

public sealed class UsageSamplerTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Cores_are_the_processor_time_of_the_window()
    {
        var source = new Scripted(("run-1", 1), ("run-1", 4));
        var sampler = new UsageSampler(source, _time);

        sampler.Sample();
        Assert.Empty(sampler.Rates);
        _time.Advance(TimeSpan.FromSeconds(10));
        sampler.Sample();

        var rate = Assert.Single(sampler.Rates).Value;
        Assert.Equal((0.3m, 1024L, TimeSpan.FromSeconds(10)), (rate.Cores, rate.Memory, rate.Window));
    }

    [Fact]
    public void A_container_that_was_restarted_has_no_rate_until_it_was_seen_twice()
    {
        var sampler = new UsageSampler(new Scripted(("run-1", 9), ("run-2", 1), ("run-2", 2)), _time);
        sampler.Sample();
        _time.Advance(TimeSpan.FromSeconds(10));
        sampler.Sample();
        Assert.Empty(sampler.Rates);

        _time.Advance(TimeSpan.FromSeconds(10));
        sampler.Sample();

        Assert.Equal(0.1m, Assert.Single(sampler.Rates).Value.Cores);
    }

    [Fact]
    public void A_program_may_have_any_name()
    {
        var found = SessionUsage.Parse("7 (a b) c) S 1 5 6 0 -1 0 0 0 0 0 10 20 30 40 0 0 1 0 0 0 3 0");

        Assert.Equal(
            (6, TimeSpan.FromSeconds(1), 3L * Environment.SystemPageSize), (found!.Value.Session, found.Value.Usage.Processor, found.Value.Usage.Memory));
    }

    private sealed class Scripted(params (string Run, int Seconds)[] looks) : IUsageSource
    {
        private int _next;

        public IReadOnlyList<PodSample> Measure()
        {
            var (run, seconds) = looks[_next++];
            return
            [
                new PodSample(
                    Controllers.Objects.Pod("a"),
                    new Dictionary<string, (string, ContainerUsage)> { ["main"] = (run, new ContainerUsage(TimeSpan.FromSeconds(seconds), 1024)) }),
            ];
        }
    }
}
