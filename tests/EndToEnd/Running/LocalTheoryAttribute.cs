using System.Runtime.CompilerServices;

namespace October.EndToEnd.Running;

/// <summary>A theory that needs the local cluster; against another one it is reported as skipped.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LocalTheoryAttribute : TheoryAttribute
{
    public LocalTheoryAttribute(string why, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line) => Skip = TargetSettings.SkipLocal(why);
}
