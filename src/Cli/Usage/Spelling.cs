namespace October.Cli.Usage;

/// <summary>Finds the word that was probably meant. Pure.</summary>
internal static class Spelling
{
    /// <summary>The nearest of the words, when it is near: at most a third of the letters differ, one in short words.</summary>
    public static string? Nearest(string written, IEnumerable<string> words) => words
        .Select(word => (Word: word, Distance: Distance(written, word)))
        .Where(found => found.Distance <= Math.Max(1, Math.Max(written.Length, found.Word.Length) / 3))
        .OrderBy(found => found.Distance)
        .ThenBy(found => found.Word, StringComparer.Ordinal)
        .Select(found => found.Word)
        .FirstOrDefault();

    /// <summary>How many letters are to be added, left out, replaced or swapped with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(replaced, 1 + Math.Min(rows[i - 1, j], rows[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[left.Length, right.Length];
    }
}
