namespace October.LocalCluster.ApiServer.Validation;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void A_change_stands_between_three_lines_of_each_side() => Assert.Equal(
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
        UnifiedDiff.Of("1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\nfive\n6\n7\n8\n9"));

    [Fact]
    public void Changes_that_are_far_apart_have_hunks_of_their_own() => Assert.Equal(
        "@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -7,3 +6,4 @@\n 7\n 8\n 9\n+10\n",
        UnifiedDiff.Of("1\n2\n3\n4\n5\n6\n7\n8\n9", "2\n3\n4\n5\n6\n7\n8\n9\n10"));

    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Empty(UnifiedDiff.Of("a\nb", "a\nb"));
}
