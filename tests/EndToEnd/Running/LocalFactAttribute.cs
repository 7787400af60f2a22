using System.Runtime.CompilerServices;

namespace October.EndToEnd.Running;

/// <summary>A test that needs the local cluster; against another one it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LocalFactAttribute : FactAttribute
{
    /// <param name="why">What it uses that other clusters do not have.</param>
    /// <param name="file">Where the test is.</param>
    /// <param name="line">Where in it.</param>
    public LocalFactAttribute(string why, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = TargetSettings.SkipLocal(why);
}
