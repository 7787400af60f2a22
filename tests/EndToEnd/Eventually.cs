using System.Diagnostics;

namespace October.EndToEnd;

/// <summary>Waits for a condition, with a deadline, and says what was seen last when it does not come true.</summary>
internal static class Eventually
{
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> look, Func<T, bool> condition, TimeSpan deadline, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (condition(seen))
                return seen;
            Assert.True(clock.Elapsed < deadline, $"{what}: not within {deadline.TotalSeconds:0} s; last seen: {seen}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
