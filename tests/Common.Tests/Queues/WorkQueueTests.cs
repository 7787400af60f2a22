using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace October.Common.Queues;

public sealed class WorkQueueTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_key_added_twice_waits_once()
    {
        using var queue = Make<string>();
        queue.Add("a");
        queue.Add("a");
        Assert.Equal("a", await Take(queue));
        queue.Done("a");
        Assert.Equal(0, queue.Depth);
        Assert.False(queue.GetAsync(TestContext.Current.CancellationToken).IsCompleted);
    }

    [Fact]
    public async Task A_key_added_while_it_is_worked_on_comes_again_only_when_done()
    {
        using var queue = Make<string>();
        queue.Add("a");
        await Take(queue);
        queue.Add("a");
        var next = queue.GetAsync(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted);
        queue.Done("a");
        Assert.Equal("a", await next);
    }

    [Fact]
    public async Task Of_several_delays_the_earliest_wins()
    {
        using var queue = Make<string>();
        queue.AddAfter("a", TimeSpan.FromMinutes(5));
        queue.AddAfter("a", TimeSpan.FromSeconds(5));
        queue.AddAfter("a", TimeSpan.FromMinutes(1));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("a", await Take(queue));
        queue.Done("a");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task A_delay_longer_than_any_timer_is_one_of_30_days()
    {
        using var queue = Make<string>();
        queue.AddAfter("a", TimeSpan.MaxValue);
        _time.Advance(TimeSpan.FromDays(29));
        Assert.Equal(0, queue.Depth);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal("a", await Take(queue));
    }

    [Fact]
    public async Task A_pause_of_nothing_or_less_is_the_backoffs()
    {
        using var queue = Make<string>();
        queue.Add("a");
        await Take(queue);
        Assert.Equal(TimeSpan.FromSeconds(1), queue.AddRateLimited("a", TimeSpan.FromSeconds(-5)));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task An_add_now_replaces_a_delay()
    {
        using var queue = Make<string>();
        queue.AddAfter("a", TimeSpan.FromMinutes(5));
        queue.Add("a");
        await Take(queue);
        queue.Done("a");
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task What_has_changed_goes_before_the_backlog()
    {
        using var queue = Make<string>();
        queue.Add("a", Priority.Low);
        queue.Add("b", Priority.Low);
        queue.Add("c");
        Assert.Equal(["c", "a", "b"], await TakeAll(queue, 3));
    }

    [Fact]
    public async Task A_key_of_the_backlog_that_changes_is_raised()
    {
        using var queue = Make<string>();
        queue.Add("a", Priority.Low);
        queue.Add("b", Priority.Low);
        queue.Add("b");
        Assert.Equal(["b", "a"], await TakeAll(queue, 2));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task A_key_that_changed_does_not_sink_into_the_backlog()
    {
        using var queue = Make<string>();
        queue.Add("a");
        queue.Add("a", Priority.Low);
        queue.Add("b", Priority.Low);
        Assert.Equal(["a", "b"], await TakeAll(queue, 2));
    }

    [Fact]
    public async Task A_key_that_changes_while_it_is_worked_on_comes_again_before_the_backlog()
    {
        using var queue = Make<string>();
        queue.Add("a", Priority.Low);
        queue.Add("b", Priority.Low);
        await Take(queue);
        queue.Add("a", Priority.Low);
        queue.Add("a");
        queue.Done("a");
        Assert.Equal(["a", "b"], await TakeAll(queue, 2));
    }

    [Fact]
    public async Task A_time_that_comes_raises_a_key_of_the_backlog()
    {
        using var queue = Make<string>();
        queue.AddAfter("b", TimeSpan.FromSeconds(5));
        queue.Add("a", Priority.Low);
        queue.Add("b", Priority.Low);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["b", "a"], await TakeAll(queue, 2));
    }

    [Fact]
    public async Task Of_several_delays_the_highest_priority_wins()
    {
        using var queue = Make<string>();
        queue.AddAfter("b", TimeSpan.FromSeconds(5), Priority.Low);
        queue.AddAfter("b", TimeSpan.FromSeconds(60));
        queue.Add("a", Priority.Low);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["b", "a"], await TakeAll(queue, 2));
    }

    [Fact]
    public async Task A_stream_of_changes_does_not_stop_the_backlog()
    {
        using var queue = Make<int>();
        queue.Add(-1, Priority.Low);
        for (var i = 0; i < 100; i++)
            queue.Add(i);
        Assert.Contains(-1, await TakeAll(queue, 20));
    }

    [Fact]
    public async Task Failures_double_the_pause_until_they_are_forgotten()
    {
        using var queue = Make<string>();
        var pauses = new List<double>();
        foreach (var forget in new[] { false, false, true, false })
        {
            queue.Add("a");
            await Take(queue);
            if (forget)
                queue.Forget("a");
            pauses.Add(queue.AddRateLimited("a").TotalSeconds);
            queue.Done("a");
            _time.Advance(TimeSpan.FromSeconds(pauses[^1]));
        }

        Assert.Equal([1, 2, 1, 2], pauses);
    }

    [Fact]
    public async Task A_failure_of_a_key_that_was_added_before_its_pause_was_over_does_not_double_it()
    {
        using var queue = Make<string>();
        var pauses = new List<double>();
        foreach (var passed in new[] { 0, 1, 0.25, 0.25, 1.5, 4 })
        {
            _time.Advance(TimeSpan.FromSeconds(passed));
            queue.Add("a");
            await Take(queue);
            pauses.Add(queue.AddRateLimited("a").TotalSeconds);
            queue.Done("a");
        }

        Assert.Equal([1, 2, 1.75, 1.5, 4, 8], pauses);
    }

    [Fact]
    public async Task A_key_of_the_backlog_that_failed_stays_in_it()
    {
        using var queue = Make<string>();
        queue.Add("a", Priority.Low);
        await Take(queue);
        queue.AddRateLimited("a", TimeSpan.FromSeconds(3));
        queue.Done("a");
        _time.Advance(TimeSpan.FromSeconds(3));
        queue.Add("b");
        Assert.Equal(["b", "a"], await TakeAll(queue, 2));
    }

    [Fact]
    public async Task Who_stops_waiting_takes_no_key_along()
    {
        using var queue = Make<string>();
        using var stop = new CancellationTokenSource();
        var waiting = queue.GetAsync(stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.AsTask());
        queue.Add("a");
        Assert.Equal("a", await Take(queue));
    }

    [Fact]
    public void After_its_end_no_timer_adds_a_key()
    {
        var queue = Make<string>();
        queue.AddAfter("a", TimeSpan.FromSeconds(1));
        queue.Dispose();
        queue.AddAfter("b", TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, queue.Depth);
    }

    [Fact]
    public async Task Its_figures_are_reported()
    {
        var figures = new List<string>();
        using var queue = new WorkQueue<string>(_time, NoJitter, new Figures(figures));
        queue.Add("a");
        _time.Advance(TimeSpan.FromSeconds(3));
        queue.Add("a");
        queue.Add("b");
        await TakeAll(queue, 2);
        Assert.Equal(["added, 1 wait", "added, 2 wait", "taken after 3 s, 1 wait", "taken after 0 s, 0 wait"], figures);
    }

    [Fact]
    public Task No_key_is_lost_and_none_is_worked_on_twice_at_once() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 3], Gen.Enum<Priority>()).Array[0, 200].SampleAsync(async history =>
        {
            using var queue = Make<int>();
            var (working, owed) = (new HashSet<int>(), new HashSet<int>());
            foreach (var (action, key, priority) in history)
            {
                if (action == 0)
                {
                    queue.Add(key, priority);
                    owed.Add(key);
                }
                else if (action == 1 && owed.Except(working).Any())
                {
                    var taken = await Take(queue);
                    Assert.True(working.Add(taken));
                    Assert.True(owed.Remove(taken));
                }
                else if (action == 2 && working.Remove(key))
                {
                    queue.Done(key);
                }
            }

            foreach (var key in working.ToList())
                queue.Done(key);
            while (owed.Count > 0)
                Assert.True(owed.Remove(await Take(queue)));
            Assert.Equal(0, queue.Depth);
        });

    private WorkQueue<T> Make<T>()
        where T : notnull => new(_time, NoJitter);

    private static Backoff NoJitter() => new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1), () => 1);

    private static async Task<List<T>> TakeAll<T>(WorkQueue<T> queue, int count)
        where T : notnull
    {
        var taken = new List<T>();
        while (taken.Count < count)
        {
            taken.Add(await Take(queue));
            queue.Done(taken[^1]);
        }

        return taken;
    }

    private static async Task<T> Take<T>(WorkQueue<T> queue)
        where T : notnull =>
        await queue.GetAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

    private sealed class Figures(List<string> log) : IWorkQueueMetrics
    {
        public void Added(int depth) => log.Add($"added, {depth} wait");

        public void Taken(int depth, TimeSpan waited) => log.Add($"taken after {waited.TotalSeconds} s, {depth} wait");
    }
}
