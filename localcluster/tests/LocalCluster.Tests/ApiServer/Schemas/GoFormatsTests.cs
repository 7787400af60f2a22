namespace October.LocalCluster.ApiServer.Schemas;

public sealed class GoFormatsTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("aGVsbG8=", null)]
    [InlineData("aGVs\nbG8=", null)]
    [InlineData("aA==", null)]
    [InlineData("***", "illegal base64 data at input byte 0")]
    [InlineData("not base64!", "illegal base64 data at input byte 3")]
    [InlineData("aGVsbG8", "illegal base64 data at input byte 4")]
    [InlineData("aA=a", "illegal base64 data at input byte 3")]
    [InlineData("aGVsbG8=x", "illegal base64 data at input byte 8")]
    public void Base64_is_refused_where_Go_refuses_it(string text, string? problem) => Assert.Equal(problem, GoBase64.Problem(text));

    [Theory]
    [InlineData("2020-01-01T00:00:00Z", false, "2020-01-01T00:00:00Z")]
    [InlineData("2020-01-01T01:00:00.5+01:00", false, "2020-01-01T00:00:00Z")]
    [InlineData("2020-01-01T00:00:00.123456Z", true, "2020-01-01T00:00:00.123456Z")]
    public void A_time_is_kept_in_UTC(string text, bool isMicro, string kept) => Assert.Equal(kept, GoTime.Normalize(text, isMicro));

    [Theory]
    [InlineData("yesterday", false, "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"")]
    [InlineData(
        "2020-01-01T00:00:01.5Z", true, "parsing time \"2020-01-01T00:00:01.5Z\" as \"2006-01-02T15:04:05.000000Z07:00\": cannot parse \".5Z\" as \".000000\"")]
    [InlineData("2020-13-01T00:00:00Z", false, "parsing time \"2020-13-01T00:00:00Z\": month out of range")]
    [InlineData("2020-01-01T00:00:00", false, "parsing time \"2020-01-01T00:00:00\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"\" as \"Z07:00\"")]
    public void A_text_that_is_no_time_is_refused_in_Go_s_words(string text, bool isMicro, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => GoTime.Normalize(text, isMicro)).Message);
}
