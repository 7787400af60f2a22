using System.Diagnostics;

namespace October.EndToEnd.Running;

/// <summary>Polls until a condition holds; after a deadline that suits a slow and busy machine it fails with the last value.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    public static async Task<T> BecomesAsync<T>(Func<Task<T>> read, Func<T, bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var value = await read();
            if (condition(value))
                return value;
            Assert.True(clock.Elapsed < Deadline, $"{what}: not within {Deadline.TotalSeconds:0} s; last value: {value}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
