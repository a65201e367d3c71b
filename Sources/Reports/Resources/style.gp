# The one style of all figures. A white ground of their own makes them readable on light and dark pages alike; the
# colours are those of Okabe and Ito, told apart by colour-blind readers, and each player also has its own dashes.
set encoding utf8
set datafile separator ','
set datafile columnheaders
set border 3 linecolor rgb '#444444' linewidth 1
set tics nomirror out scale 0.6 textcolor rgb '#222222'
set grid linecolor rgb '#dddddd' linewidth 1 linetype 1
set key outside top center horizontal samplen 3 spacing 1.1 textcolor rgb '#222222'
set title textcolor rgb '#222222'
set samples 400
set style fill solid 1 noborder
set palette defined (0 '#440154', 0.13 '#472d7b', 0.25 '#3b528b', 0.38 '#2c728e', 0.5 '#21918c', 0.63 '#28ae80', \
  0.75 '#5ec962', 0.88 '#addc30', 1 '#fde725')

BLUE = '#0072b2'; VERMILION = '#d55e00'; GREEN = '#009e73'; PURPLE = '#aa4499'
ORANGE = '#e69f00'; SKY = '#56b4e9'; GREY = '#777777'; BLACK = '#222222'

# What is neither player nor data: losses, settings, remedies. Of Tol's muted colours, in this order.
INDIGO = '#332288'; TEAL = '#44aa99'; WINE = '#882255'; OLIVE = '#999933'

# The same thing looks the same in every figure: @DATA, @GENERATOR (and its JSD), @DISCRIMINATOR, @OPTIMAL, @GAP (of D to
# D*), @REFERENCE.
DATA = "with lines linecolor rgb BLUE linewidth 2 dashtype 1"
GENERATOR = "with lines linecolor rgb VERMILION linewidth 2 dashtype 1"
DISCRIMINATOR = "with lines linecolor rgb GREEN linewidth 2 dashtype 1"
OPTIMAL = "with lines linecolor rgb PURPLE linewidth 2 dashtype '-'"
GAP = "with lines linecolor rgb ORANGE linewidth 2 dashtype 1"
REFERENCE = "with lines linecolor rgb GREY linewidth 1 dashtype '.'"

# Figures of several panels have one legend: `eval KEY(place, 'colour', 'dashes', 'words')` places a line and its words at
# so much of the width, at the top, in the first panel only, as every panel would draw them again; `eval NOKEY` ends that.
KEYS = 0
KEY(place, colour, dashes, words) = sprintf("KEYS = KEYS + 1; set arrow 100 + KEYS from screen %g, 0.965 to screen %g, 0.965 nohead linecolor rgb '%s' linewidth 2 dashtype %s; set label 100 + KEYS \"%s\" at screen %g, 0.965 textcolor rgb '#222222'", place, place + 0.04, colour, dashes, words, place + 0.05)
NOKEY = "do for [k = 101:100 + KEYS] { unset arrow k; unset label k }"
