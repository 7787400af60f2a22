using System.Diagnostics;

namespace October.EndToEnd;

/// <summary>Polls until a condition holds; after the deadline it fails with the last value.</summary>
internal static class Eventually
{
    public static async Task<T> BecomesAsync<T>(Func<Task<T>> read, Func<T, bool> condition, TimeSpan deadline, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            Assert.True(clock.Elapsed < deadline, $"{what}: not within {deadline.TotalSeconds:0} s; last value: {value}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
