using System.Globalization;
using CsCheck;

namespace October.Operator.Messages;

/// <summary>What a stranger's text may do to status and events: nothing but be read.</summary>
public sealed class BoundedTests
{
    private static readonly Gen<string> Secret = Gen.Char["abcdefghjkmnpqrstuvwxyz0123456789"].Array[16].Select(letters => new string(letters));

    private static readonly string[] Forms =
    [
        "password={0}",
        "PASSWORD: {0}",
        "\"redis_password\":\"{0}\"",
        "REDIS_PASSWORD='{0}'",
        "api-key = {0}",
        "X-API-Key: {0}",
        "\"apiKey\": \"{0}\"",
        "Authorization: Bearer {0}",
        "authorization=Basic {0}",
        "sent bearer {0}",
        "client_secret={0}&x=1",
        "Cookie: {0}",
        "token={0}",
        "access_key_id: {0}",
        "redis://:{0}@cache:6379/0",
        "postgres://me:{0}@db/x",
        "redis://:{0}/3dQ@cache:6379/0",
        "redis://:p@{0}@cache:6379/0",
        "amqp://me:12345{0}/x@cache",
        "{{\"msg\":\"bad body {{\\\"password\\\":\\\"{0}\\\"}}\"}}",
        "requirepass: {0}",
        "eyJhbGciOiJIUzI1NiJ9.{0}.x",
        "ghp_{0}{0}",
        "-----BEGIN RSA PRIVATE KEY-----\n{0}\n",
        "cafe0123456789abcdefcafe0123456789abcdefcafe0123456789abcdefcafe0123456789abcdef",
    ];

    [Fact]
    public void Any_text_becomes_one_bounded_line_without_control_characters() => Gen.String.Sample(
        text =>
        {
            var shown = Bounded.Text(text);
            Assert.True(shown.Length <= 200);
            Assert.DoesNotContain(shown, letter => char.IsControl(letter) || CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.Format);
        },
        iter: 20_000);

    [Fact]
    public void No_credential_is_shown_wherever_it_stands_in_a_text() => Gen.Select(
        Secret,
        Gen.Int[0, 260],
        Gen.Int[0, Forms.Length - 1].Select(at => Forms[at]))
        .Sample(
            (secret, before, form) =>
            {
                var shown = Bounded.Text(new string('.', before) + " " + string.Format(CultureInfo.InvariantCulture, form, secret) + " and more");
                Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
                Assert.DoesNotContain("cafe0123456789abcdefcafe", shown, StringComparison.Ordinal);
            },
            iter: 20_000);

    [Theory]
    [InlineData("\u001b[31mred\u0007", "\\u001b[31mred\\u0007")]
    [InlineData("a\r\nb\0", "a b\\u0000")]
    [InlineData("abc\u202etxt.exe", "abc\\u202etxt.exe")]
    [InlineData("expected 5, got 6", "expected 5, got 6")]
    [InlineData("a token is missing", "a token is missing")]
    [InlineData("pull https://reg.example:5000/a@sha256 failed", "pull https://reg.example:5000/a@sha256 failed")]
    [InlineData(
        "image x@sha256:cafe0123456789abcdefcafe0123456789abcdefcafe0123456789abcdefcafe not found",
        "image x@sha256:cafe0123456789abcdefcafe0123456789abcdefcafe0123456789abcdefcafe not found")]
    public void Control_characters_are_shown_as_escapes_and_the_rest_as_it_is(string text, string shown) => Assert.Equal(shown, Bounded.Text(text));

    [Fact]
    public void A_character_is_not_cut_in_half() => Assert.DoesNotContain(
        Bounded.Text(new string('x', 198) + "😀😀"), letter => char.IsSurrogate(letter));
}
