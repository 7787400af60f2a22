using System.Text.RegularExpressions;
using Aspire.Hosting;

namespace October.Aspire.Hosting;

/// <summary>What an OctoberApp may be called: a part of the names of Services and Jobs.</summary>
internal static partial class OctoberAppName
{
    private const int MaxLength = 44;

    /// <exception cref="DistributedApplicationException">It may not be called so.</exception>
    public static void Check(string name)
    {
        if (!Pattern().IsMatch(name))
        {
            throw new DistributedApplicationException(
                $"\"{name}\" cannot be the name of an OctoberApp: write one that starts with a letter and has only a-z, 0-9 and -, such as shop-2");
        }

        if (name.Length > MaxLength)
            throw new DistributedApplicationException($"\"{name}\" has {name.Length} characters: the name of an OctoberApp has at most {MaxLength}");
    }

    [GeneratedRegex("^[a-z]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
