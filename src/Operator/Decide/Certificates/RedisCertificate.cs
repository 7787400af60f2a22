namespace October.Operator.Decide.Certificates;

/// <summary>What a Secret with redis' certificate has, without the key.</summary>
/// <param name="Problem">Why redis cannot serve with it, as the end of a sentence that begins with the Secret; null when it can.</param>
/// <param name="Digest">Tells it from others.</param>
/// <param name="Authorities">Those that clients trust, in PEM.</param>
/// <param name="NotAfter">When it expires.</param>
internal sealed record RedisCertificate(string? Problem, string Digest = "", string Authorities = "", DateTimeOffset NotAfter = default);
