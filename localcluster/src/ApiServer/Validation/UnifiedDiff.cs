using System.Text;

namespace October.LocalCluster.ApiServer.Validation;

/// <summary>The difference of two texts as errors show it: hunks of the unified format with three lines around each change, without file names.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    public static string Of(string before, string after)
    {
        var (a, b) = (before.Split('\n'), after.Split('\n'));
        var lines = Lines(a, b);
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Mark == ' ')
                continue;
            var from = Math.Max(0, i - Context);
            var to = i;
            // Changes with no more than twice the context between them share a hunk.
            for (var next = i; next < lines.Count && next - to <= (2 * Context) + 1; next++)
            {
                if (lines[next].Mark != ' ')
                    to = next;
            }

            to = Math.Min(lines.Count - 1, to + Context);
            Write(text, lines, from, to);
            i = to;
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, List<(char Mark, string Line)> lines, int from, int to)
    {
        var (start, added) = (lines.Take(from).Count(l => l.Mark != '+'), lines.Take(from).Count(l => l.Mark != '-'));
        var hunk = lines[from..(to + 1)];
        text.Append($"@@ -{start + 1},{hunk.Count(l => l.Mark != '+')} +{added + 1},{hunk.Count(l => l.Mark != '-')} @@\n");
        foreach (var (mark, line) in hunk)
            text.Append(mark).Append(line).Append('\n');
    }

    /// <summary>Every line with what becomes of it, by the longest common subsequence.</summary>
    private static List<(char Mark, string Line)> Lines(string[] a, string[] b)
    {
        var longest = new int[a.Length + 1, b.Length + 1];
        for (var i = a.Length - 1; i >= 0; i--)
        {
            for (var j = b.Length - 1; j >= 0; j--)
                longest[i, j] = a[i] == b[j] ? longest[i + 1, j + 1] + 1 : Math.Max(longest[i + 1, j], longest[i, j + 1]);
        }

        var lines = new List<(char Mark, string Line)>();
        var (left, right) = (0, 0);
        while (left < a.Length || right < b.Length)
        {
            if (left < a.Length && right < b.Length && a[left] == b[right])
            {
                lines.Add((' ', a[left++]));
                right++;
            }
            else if (left < a.Length && (right == b.Length || longest[left + 1, right] >= longest[left, right + 1]))
            {
                lines.Add(('-', a[left++]));
            }
            else
            {
                lines.Add(('+', b[right++]));
            }
        }

        return lines;
    }
}
