namespace October.LocalCluster.Cel.Checking;

/// <summary>The functions of the language itself (cel-go's <c>common/stdlib</c>) and of its optional values.</summary>
internal static class StandardSignatures
{
    public const string Operators = """
        conditional: _?_:_(bool, A, A) -> A
        logical_and: _&&_(bool, bool) -> bool
        logical_or: _||_(bool, bool) -> bool
        logical_not: !_(bool) -> bool
        equals: _==_(A, A) -> bool
        not_equals: _!=_(A, A) -> bool
        add_bytes: _+_(bytes, bytes) -> bytes
        add_double: _+_(double, double) -> double
        add_duration_duration: _+_(duration, duration) -> duration
        add_duration_timestamp: _+_(duration, timestamp) -> timestamp
        add_timestamp_duration: _+_(timestamp, duration) -> timestamp
        add_int64: _+_(int, int) -> int
        add_list: _+_(list(A), list(A)) -> list(A)
        add_string: _+_(string, string) -> string
        add_uint64: _+_(uint, uint) -> uint
        subtract_double: _-_(double, double) -> double
        subtract_duration_duration: _-_(duration, duration) -> duration
        subtract_int64: _-_(int, int) -> int
        subtract_timestamp_duration: _-_(timestamp, duration) -> timestamp
        subtract_timestamp_timestamp: _-_(timestamp, timestamp) -> duration
        subtract_uint64: _-_(uint, uint) -> uint
        multiply_double: _*_(double, double) -> double
        multiply_int64: _*_(int, int) -> int
        multiply_uint64: _*_(uint, uint) -> uint
        divide_double: _/_(double, double) -> double
        divide_int64: _/_(int, int) -> int
        divide_uint64: _/_(uint, uint) -> uint
        modulo_int64: _%_(int, int) -> int
        modulo_uint64: _%_(uint, uint) -> uint
        negate_double: -_(double) -> double
        negate_int64: -_(int) -> int
        in_list: @in(A, list(A)) -> bool
        in_map: @in(A, map(A, B)) -> bool
        index_list: _[_](list(A), int) -> A
        index_map: _[_](map(A, B), A) -> B
        optional_list_index_int: _[_](optional_type(list(V)), int) -> optional_type(V)
        optional_map_index_value: _[_](optional_type(map(K, V)), K) -> optional_type(V)
        list_optindex_optional_int: _[?_](list(V), int) -> optional_type(V)
        optional_list_optindex_optional_int: _[?_](optional_type(list(V)), int) -> optional_type(V)
        map_optindex_optional_value: _[?_](map(K, V), K) -> optional_type(V)
        optional_map_optindex_optional_value: _[?_](optional_type(map(K, V)), K) -> optional_type(V)
        """;

    public const string Functions = """
        size_bytes: size(bytes) -> int
        bytes_size: bytes.size() -> int
        size_list: size(list(A)) -> int
        list_size: list(A).size() -> int
        size_map: size(map(A, B)) -> int
        map_size: map(A, B).size() -> int
        size_string: size(string) -> int
        string_size: string.size() -> int
        type: type(A) -> type(A)
        to_dyn: dyn(A) -> dyn
        bool_to_bool: bool(bool) -> bool
        string_to_bool: bool(string) -> bool
        bytes_to_bytes: bytes(bytes) -> bytes
        string_to_bytes: bytes(string) -> bytes
        double_to_double: double(double) -> double
        int64_to_double: double(int) -> double
        string_to_double: double(string) -> double
        uint64_to_double: double(uint) -> double
        duration_to_duration: duration(duration) -> duration
        int64_to_duration: duration(int) -> duration
        string_to_duration: duration(string) -> duration
        int64_to_int64: int(int) -> int
        double_to_int64: int(double) -> int
        duration_to_int64: int(duration) -> int
        string_to_int64: int(string) -> int
        timestamp_to_int64: int(timestamp) -> int
        uint64_to_int64: int(uint) -> int
        string_to_string: string(string) -> string
        bool_to_string: string(bool) -> string
        bytes_to_string: string(bytes) -> string
        double_to_string: string(double) -> string
        duration_to_string: string(duration) -> string
        int64_to_string: string(int) -> string
        timestamp_to_string: string(timestamp) -> string
        uint64_to_string: string(uint) -> string
        timestamp_to_timestamp: timestamp(timestamp) -> timestamp
        int64_to_timestamp: timestamp(int) -> timestamp
        string_to_timestamp: timestamp(string) -> timestamp
        uint64_to_uint64: uint(uint) -> uint
        double_to_uint64: uint(double) -> uint
        int64_to_uint64: uint(int) -> uint
        string_to_uint64: uint(string) -> uint
        contains_string: string.contains(string) -> bool
        ends_with_string: string.endsWith(string) -> bool
        starts_with_string: string.startsWith(string) -> bool
        matches: matches(string, string) -> bool
        matches_string: string.matches(string) -> bool
        optional_of: global optional.of(V) -> optional_type(V)
        optional_ofNonZeroValue: global optional.ofNonZeroValue(V) -> optional_type(V)
        optional_none: global optional.none() -> optional_type(V)
        optional_value: optional_type(V).value() -> V
        optional_hasValue: optional_type(V).hasValue() -> bool
        optional_or_optional: optional_type(V).or(optional_type(V)) -> optional_type(V)
        optional_orValue_value: optional_type(V).orValue(V) -> V
        duration_to_hours: duration.getHours() -> int
        duration_to_minutes: duration.getMinutes() -> int
        duration_to_seconds: duration.getSeconds() -> int
        duration_to_milliseconds: duration.getMilliseconds() -> int
        """;

    private static readonly string[] Ordered = ["bool", "int64:int", "uint64:uint", "double", "string", "bytes", "timestamp", "duration"];

    private static readonly string[] TimeParts =
        ["getFullYear", "getMonth", "getDayOfYear", "getDayOfMonth", "getDate", "getDayOfWeek", "getHours", "getMinutes", "getSeconds", "getMilliseconds"];

    /// <summary>Order exists between equal types, and between any two kinds of numbers.</summary>
    public static IEnumerable<string> Comparisons()
    {
        foreach (var (sign, word) in new[] { ("<", "less"), ("<=", "less_equals"), (">", "greater"), (">=", "greater_equals") })
        {
            foreach (var (id, type) in Ordered.Select(Split))
                yield return $"{word}_{id}: _{sign}_({type}, {type}) -> bool";
            foreach (var (id, type) in Ordered[1..4].Select(Split))
            {
                foreach (var (otherId, other) in Ordered[1..4].Select(Split).Where(o => o.Type != type))
                    yield return $"{word}_{id}_{otherId}: _{sign}_({type}, {other}) -> bool";
            }
        }
    }

    /// <summary>Each part of a time, in UTC or in a named zone.</summary>
    public static IEnumerable<string> Times()
    {
        foreach (var part in TimeParts)
        {
            yield return $"timestamp_{part}: timestamp.{part}() -> int";
            yield return $"timestamp_{part}_with_tz: timestamp.{part}(string) -> int";
        }
    }

    private static (string Id, string Type) Split(string entry) => entry.Split(':') is [var id, var type] ? (id, type) : (entry, entry);
}
