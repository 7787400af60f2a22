namespace October.Crd.Compatibility;

/// <summary>A definition may be written anew until its version has a date in the changelog, and never after.</summary>
public sealed class ReleasedDefinitionTests
{
    private const string File = "config/crd/released/v1.2.0.yaml";

    [Theory]
    [InlineData("## Unreleased\n\n- Something.\n\n## 1.1.0 - 2026-11-30\n")]
    [InlineData("## Unreleased\n\n## 1.2.0\n\nThe first version.\n")]
    [InlineData("## 1.2.01 - 2026-11-30\n## 11.2.0 - 2026-11-30\n## 1x2.0 - 2026-11-30\n")]
    [InlineData("It says ## 1.2.0 - 2026-11-30 somewhere.\n### 1.2.0 - 2026-11-30\n")]
    public void Without_a_date_the_file_follows_the_types(string changelog)
    {
        var written = new List<(string, string)>();
        new ReleasedDefinition(changelog, "1.2.0").Keep("current", (file, text) => written.Add((file, text)), _ => false);
        Assert.Equal([(File, "current")], written);
    }

    [Theory]
    [InlineData("## Unreleased\n\n## 1.2.0 - 2026-11-30\n\n- Something.\n")]
    [InlineData("## 1.2.0 - 2026-11-30")]
    [InlineData("## 1.3.0\r\n\r\n## 1.2.0 - 2026-11-30\r\n")]
    public void With_a_date_the_file_is_neither_written_nor_compared_by_its_text(string changelog) =>
        new ReleasedDefinition(changelog, "1.2.0").Keep("current", (file, _) => Assert.Fail($"{file} was written"), file => file == File);

    [Fact]
    public void A_released_definition_that_is_missing_is_not_made_up()
    {
        var definition = new ReleasedDefinition("## 1.2.0 - 2026-11-30\n", "1.2.0");
        Assert.ThrowsAny<Exception>(() => definition.Keep("current", (_, _) => { }, _ => false));
    }
}
