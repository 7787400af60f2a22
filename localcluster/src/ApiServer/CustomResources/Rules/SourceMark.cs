namespace October.LocalCluster.ApiServer.CustomResources.Rules;

/// <summary>An error with the line it is in and a mark under its place, as cel-go prints it.</summary>
internal static class SourceMark
{
    public static string Render(string expression, int position, string message)
    {
        var start = position == 0 ? 0 : expression.LastIndexOf('\n', Math.Min(position, expression.Length) - 1) + 1;
        var line = expression.AsSpan(0, start).Count('\n') + 1;
        var end = expression.IndexOf('\n', start);
        var text = end < 0 ? expression[start..] : expression[start..end];
        var column = position - start;
        return $"ERROR: <input>:{line}:{column + 1}: {message}\n | {text}\n | {new string('.', column)}^";
    }
}
