using System.Globalization;
using System.Text;
using October.Crd.Spec;

namespace October.Crd.Defaults;

/// <summary>Judges a restore's request as the schema does: the object may have been stored under an older one.</summary>
internal static class RestoreRequest
{
    /// <exception cref="FormatException">Its id is empty, or has a character that cannot be seen.</exception>
    public static void Require(RestoreSpec restore)
    {
        if (restore.RequestId.Length == 0 || restore.RequestId.EnumerateRunes().Any(rune => !IsVisible(rune)))
            throw new FormatException("spec.restore.requestId must have characters that can be seen: write letters, digits, punctuation and blanks");
    }

    private static bool IsVisible(Rune rune) =>
        rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator);
}
