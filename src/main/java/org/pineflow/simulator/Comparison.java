package org.pineflow.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * The operators of a condition. {@code gt > >= < like like.words bitnset =} are FD1's; {@code eq lt le ge ne <= <>} are
 * read by analogy. A missing value fulfils no condition but "not equal".
 */
final class Comparison {

    private Comparison() {}

    /** A condition on the value of a field. */
    static Predicate<JsonNode> of(String member, String operator, JsonNode wanted) {
        if (wanted.isArray()) {
            if (!operator.equals("eq") && !operator.equals("=")) {
                throw new RequestRefused(
                        RequestRefused.BAD_QUERY, "q member '" + member + "' has an array, which goes with = only");
            }
            List<JsonNode> any =
                    StreamSupport.stream(wanted.spliterator(), false).collect(Collectors.toList());
            return found -> any.stream().anyMatch(one -> present(found) && compare(found, one) == 0);
        }
        return switch (operator) {
            case "like" -> like(List.of(wanted.asText()));
            case "like.words" -> like(Arrays.asList(wanted.asText().split("\\s+")));
            case "bitnset" -> bitIsSet(member, wanted);
            case "ne", "<>", "!=" -> found -> !present(found) || compare(found, wanted) != 0;
            default -> {
                IntPredicate sign = sign(member, operator);
                yield found -> present(found) && sign.test(compare(found, wanted));
            }
        };
    }

    /** A condition on the rve, in any form. */
    static LongPredicate ofRve(String member, String operator, JsonNode wanted) {
        long limit = RveText.read(wanted)
                .orElseThrow(() -> new RequestRefused(
                        RequestRefused.BAD_QUERY, "q member '" + member + "' has no rve: " + wanted));
        IntPredicate sign = sign(member, operator);
        return rve -> sign.test(Long.compare(rve, limit));
    }

    private static IntPredicate sign(String member, String operator) {
        return switch (operator) {
            case "eq", "=" -> sign -> sign == 0;
            case "gt", ">" -> sign -> sign > 0;
            case "ge", ">=" -> sign -> sign >= 0;
            case "lt", "<" -> sign -> sign < 0;
            case "le", "<=" -> sign -> sign <= 0;
            default ->
                throw new RequestRefused(
                        RequestRefused.BAD_QUERY, "q member '" + member + "' has an operator that is not known");
        };
    }

    private static Predicate<JsonNode> like(List<String> words) {
        List<String> wanted =
                words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
        return found -> {
            String text = found.asText().toLowerCase(Locale.ROOT);
            return present(found) && wanted.stream().allMatch(text::contains);
        };
    }

    private static Predicate<JsonNode> bitIsSet(String member, JsonNode bit) {
        if (!bit.isInt() || bit.intValue() < 0 || bit.intValue() > 62) {
            throw new RequestRefused(
                    RequestRefused.BAD_QUERY, "q member '" + member + "' needs the number of a bit, 0 to 62");
        }
        return found -> found.isIntegralNumber() && (found.longValue() >> bit.intValue() & 1) == 1;
    }

    private static int compare(JsonNode found, JsonNode wanted) {
        return found.isNumber() && wanted.isNumber()
                ? found.decimalValue().compareTo(wanted.decimalValue())
                : found.asText().compareTo(wanted.asText());
    }

    private static boolean present(JsonNode found) {
        return !found.isMissingNode() && !found.isNull();
    }
}
